import { describe, expect, test } from 'vitest';
import type { World } from '../support/workflow.ts';
import { aSession, challenged, createSignedInWorld, createWorld, signedIn, submitPassword } from '../support/workflow.ts';

const VERSION = '1.2.3';

function ready(world: World, version = VERSION): World {
  world.outside({ kind: 'update', news: { kind: 'ready', version } });
  return world;
}

const installs = (world: World) => world.effects.filter((effect) => effect.kind === 'install-update');

describe('a version that is ready', () => {
  test('is installed on the sign-in form when somebody says so, once, and never by itself', () => {
    const world = ready(createWorld());
    world.pass(24 * 3_600_000);
    expect(installs(world)).toEqual([]);
    expect(world.view().update).toEqual({ kind: 'ready', version: VERSION, free: true, atSignOut: false, installing: false });
    expect(world.intend({ kind: 'install-update' })).toBe(true);
    expect(world.intend({ kind: 'install-update' })).toBe(false);
    expect(installs(world)).toEqual([{ kind: 'install-update', version: VERSION, restart: true }]);
    expect(world.view().update).toMatchObject({ installing: true });
  });

  test('can’t be installed while somebody is signed in, locked, or on the way in', () => {
    const signingIn = ready(createWorld());
    submitPassword(signingIn);
    const atSecondFactor = ready(createWorld());
    submitPassword(atSecondFactor);
    atSecondFactor.answer('signInWithPassword', challenged());
    const within = ready(createSignedInWorld());
    const locked = ready(createSignedInWorld());
    locked.outside({ kind: 'computer-locked' });
    for (const world of [signingIn, atSecondFactor, within, locked]) {
      expect(world.view().update).toMatchObject({ free: false });
      expect(world.intend({ kind: 'install-update' })).toBe(false);
      world.pass(3_600_000);
      expect(installs(world)).toEqual([]);
    }
  });

  test('waits for the sign-out of the person who agreed, also through a lock, and not for one who took it back', () => {
    const world = ready(createSignedInWorld());
    expect(world.intend({ kind: 'install-update-at-sign-out', wanted: true })).toBe(true);
    world.outside({ kind: 'computer-locked' });
    world.on('session-locked');
    expect(installs(world)).toEqual([]);
    world.intend({ kind: 'sign-out' });
    world.on('sign-in');
    expect(installs(world)).toEqual([{ kind: 'install-update', version: VERSION, restart: true }]);

    const other = ready(createSignedInWorld());
    other.intend({ kind: 'install-update-at-sign-out', wanted: true });
    other.intend({ kind: 'install-update-at-sign-out', wanted: false });
    other.intend({ kind: 'sign-out' });
    expect(installs(other)).toEqual([]);
  });

  test('is installed but not started when the person who agreed closes the program', () => {
    const world = ready(createSignedInWorld());
    world.intend({ kind: 'install-update-at-sign-out', wanted: true });
    world.happen({ kind: 'quit' });
    expect(installs(world)).toEqual([{ kind: 'install-update', version: VERSION, restart: false }]);
    const without = ready(createSignedInWorld());
    without.happen({ kind: 'quit' });
    expect(installs(without)).toEqual([]);
  });

  test('is not spoken of again within a session once put away, and is to whoever signs in next', () => {
    const world = ready(createSignedInWorld());
    expect(world.intend({ kind: 'dismiss-update' })).toBe(true);
    expect(world.view().update).toBeNull();
    ready(world);
    expect(world.view().update).toBeNull();
    world.intend({ kind: 'sign-out' });
    expect(world.view().update).toMatchObject({ kind: 'ready', free: true });
    submitPassword(world);
    world.answer('signInWithPassword', signedIn(aSession()));
    world.on('signed-in');
    expect(world.view().update).toMatchObject({ kind: 'ready', free: false });
  });

  test('that a newer one replaces is agreed to afresh', () => {
    const world = ready(createSignedInWorld());
    world.intend({ kind: 'install-update-at-sign-out', wanted: true });
    ready(world, '1.2.4');
    world.intend({ kind: 'sign-out' });
    expect(installs(world)).toEqual([]);
    expect(world.view().update).toMatchObject({ version: '1.2.4', atSignOut: false });
  });
});

test('what became of a version is said until it is put away, and nothing of it can be installed', () => {
  for (const news of [
    { kind: 'failed', version: VERSION },
    { kind: 'installed', version: VERSION, from: '1.0.0' },
  ] as const) {
    const world = createWorld();
    expect(world.intend({ kind: 'dismiss-update' })).toBe(false);
    world.outside({ kind: 'update', news });
    expect(world.view().update).toEqual(news);
    expect(world.intend({ kind: 'install-update' })).toBe(false);
    expect(world.intend({ kind: 'dismiss-update' })).toBe(true);
    expect(world.view().update).toBeNull();
  }
});
