import { describe, expect, test } from 'vitest';
import { type Managed, NOT_MANAGED } from '../../electron/sign-in/managed.ts';
import { aSession, createSignedInWorld, createWorld, instant, NOW, secretToken } from '../support/workflow.ts';

const EMAIL = 'nia.bevan@porthaven.example';
const DAY_MS = 24 * 3600_000;

function managed(part: Partial<Managed>): { readonly managed: Managed } {
  return { managed: { ...NOT_MANAGED, anything: true, ...part } };
}

const signedIn = () => ({
  outcome: 'signed-in' as const,
  sessionToken: secretToken('session'),
  session: aSession({ trustOffer: { days: 30, until: instant(NOW + DAY_MS) } }),
  trustToken: null,
  trustExpiresAt: null,
  computerToken: null,
});

describe('the applications that a computer is for', () => {
  test('are all that can be signed in to, whatever the page asks for', () => {
    const world = createWorld({ lastApplication: 'control', ...managed({ applications: ['customer-service-vu'] }) });
    expect(world.screen()).toMatchObject({ name: 'sign-in', application: 'customer-service-vu' });
    expect(world.view().managed.applications).toEqual(['customer-service-vu']);
    expect(world.intend({ kind: 'submit-password', email: EMAIL, password: 'p', application: 'control' })).toBe(false);
    world.happen({ kind: 'outside', event: { kind: 'link', application: 'control' } });
    expect(world.screen()).toMatchObject({ application: 'customer-service-vu' });
    expect(world.effects.some(({ kind }) => kind === 'sign-in')).toBe(false);
  });

  test('are all that a session shows and opens, whatever the account may open elsewhere', () => {
    const world = createSignedInWorld(
      {
        applications: [
          { application: 'customer-service-vu', entry: 'open' },
          { application: 'control', entry: 'open' },
        ],
      },
      managed({ applications: ['customer-service-vu'] }),
    );
    expect(world.screen()).toMatchObject({ workspaces: [{ workspace: 'customer-service-vu' }] });
    expect(world.intend({ kind: 'open-workspace', workspace: 'control' })).toBe(false);
  });
});

describe('the most days of trust', () => {
  const offering = (trustMostDays: number) => {
    const world = createWorld(managed({ trustMostDays }));
    world.intend({ kind: 'submit-password', email: EMAIL, password: 'p', application: 'customer-service-vu' });
    return world;
  };

  test('shorten what is offered and what the API is asked for, and can’t lengthen it', () => {
    const shorter = offering(7);
    expect(shorter.effects.find(({ kind }) => kind === 'sign-in')).toMatchObject({ trustMostDays: 7 });
    shorter.answer('signInWithPassword', signedIn());
    expect(shorter.screen()).toMatchObject({ name: 'trust-computer', days: 7 });
    shorter.intend({ kind: 'answer-trust', trust: true });
    expect(shorter.effects.find((effect) => effect.kind === 'call' && effect.operation === 'trustThisComputer')).toMatchObject({
      body: { trustMostDays: 7 },
    });

    const longer = offering(90);
    longer.answer('signInWithPassword', signedIn());
    expect(longer.screen()).toMatchObject({ name: 'trust-computer', days: 30 });
  });

  test('end trust before a later time of day does, and not before an earlier one', () => {
    const offered = (trustMostDays: number, until: number) => {
      const world = offering(trustMostDays);
      world.answer('signInWithPassword', { ...signedIn(), session: aSession({ trustOffer: { days: 30, until: instant(until) } }) });
      return world.on('trust-computer');
    };
    expect(offered(1, NOW + 1.5 * DAY_MS)).toMatchObject({ days: 1, until: null });
    expect(offered(1, NOW + 0.5 * DAY_MS)).toMatchObject({ days: 1, until: NOW + 0.5 * DAY_MS });
  });
});

describe('a change while the desktop runs', () => {
  test('forces the language, which nobody can then choose, and lets go of it again', () => {
    const world = createWorld();
    expect(world.happen({ kind: 'outside', event: { kind: 'managed', ...managed({ language: 'cy' }) } })).toBe(true);
    expect(world.view()).toMatchObject({ language: 'cy', managed: { language: true } });
    expect(world.intend({ kind: 'choose-language', language: 'en' })).toBe(false);
    world.happen({ kind: 'outside', event: { kind: 'managed', managed: NOT_MANAGED } });
    expect(world.view()).toMatchObject({ language: 'en', managed: { language: false } });
    expect(world.intend({ kind: 'choose-language', language: 'cy' })).toBe(true);
  });

  test('that lets go of the language brings back the one that the person had chosen, also after a start meanwhile', () => {
    const forced = createWorld({ ownLanguage: 'cy', ...managed({ language: 'en' }) });
    expect(forced.view().language).toBe('en');
    // Whatever else is remembered while it is forced.
    forced.intend({ kind: 'submit-password', email: EMAIL, password: 'p', application: 'customer-service-vu' });
    forced.answer('signInWithPassword', signedIn());
    expect(forced.take('save').remembered).toMatchObject({ language: 'cy' });
    forced.happen({ kind: 'outside', event: { kind: 'managed', managed: NOT_MANAGED } });
    expect(forced.view().language).toBe('cy');
  });

  test('locks sooner from then on, and stops trusting', () => {
    const world = createSignedInWorld({ idleLockMinutes: 15 });
    world.pass(6 * 60_000);
    world.happen({ kind: 'outside', event: { kind: 'idle', seconds: 6 * 60 } });
    expect(world.screen().name).toBe('signed-in');
    world.happen({ kind: 'outside', event: { kind: 'managed', ...managed({ idleLockMinutes: 5, allowDeviceTrust: false }) } });
    expect(world.view().managed.deviceTrust).toBe('off');
    world.happen({ kind: 'outside', event: { kind: 'idle', seconds: 6 * 60 } });
    expect(world.screen().name).toBe('session-locked');
  });

  test('leaves the applications as they were until the next start, since somebody may be at work in one', () => {
    const world = createSignedInWorld();
    world.happen({ kind: 'outside', event: { kind: 'managed', ...managed({ applications: ['control'] }) } });
    expect(world.screen()).toMatchObject({ name: 'signed-in', page: { workspace: 'customer-service-vu' } });
    expect(world.view().managed).toMatchObject({ anything: true, applications: null });
  });

  test('that changes nothing is nothing', () => {
    const world = createWorld(managed({ language: 'cy' }));
    expect(world.happen({ kind: 'outside', event: { kind: 'managed', ...managed({ language: 'cy' }) } })).toBe(false);
  });
});
