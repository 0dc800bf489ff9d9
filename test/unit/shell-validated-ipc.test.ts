import { describe, expect, test } from 'vitest';
import type { Caller } from '../../electron/bridge/caller.ts';
import { INTENTS_A_SECOND, INTENTS_AT_ONCE, rateLimit } from '../../electron/bridge/rate-limit.ts';
import { validatedIpc } from '../../electron/bridge/validated-ipc.ts';
import { managedView, NOT_MANAGED } from '../../electron/sign-in/managed.ts';
import type { Intent, IntentResult, View } from '../../shared/bridge.ts';
import { CODE_INPUT_MOST, PASSWORD_INPUT_MOST } from '../../shared/sign-in/limits.ts';

const PAGE = 'app://bundle/index.html';
const view: View = {
  seq: 1,
  language: 'en',
  about: null,
  offline: false,
  addressManaged: false,
  managed: managedView({ managed: NOT_MANAGED }),
  app: { version: '1.0.0', electron: '45.0.0', compatibilityRuntime: false },
  update: null,
  screen: { name: 'starting' },
};

function caller(url: string, { parent = null, id = 7 }: { parent?: unknown; id?: number } = {}): Caller {
  return { sender: { id }, senderFrame: { url, parent } };
}

/** A door with an engine behind it that notes what reaches it. */
function door(intent: (intent: Intent) => IntentResult = () => ({ ok: true }), mayPass: () => boolean = () => true) {
  const reached: Intent[] = [];
  const said: string[] = [];
  const ipc = validatedIpc({
    trusted: new Set([7]),
    answering: {
      view: () => view,
      intent: (given) => {
        reached.push(given);
        return intent(given);
      },
    },
    mayPass,
    log: (what, facts) => said.push(JSON.stringify([what, facts])),
  });
  return { ipc, reached, said };
}

const strangers: readonly (readonly [string, Caller])[] = [
  ['a frame within the page', caller(PAGE, { parent: { url: PAGE } })],
  ['another window', caller(PAGE, { id: 8 })],
  ['an empty address', caller('')],
  ['about:blank', caller('about:blank')],
  ['about:srcdoc', caller('about:srcdoc')],
  ['another scheme', caller('https://bundle/index.html')],
  ['another host', caller('app://other/index.html')],
  ['a data address', caller('data:text/html,hello')],
  ['a frame that is gone', { sender: { id: 7 }, senderFrame: null }],
  [
    'a frame that goes while it is looked at',
    {
      sender: { id: 7 },
      get senderFrame(): never {
        throw new Error('Render frame was disposed');
      },
    },
  ],
];

describe('who is calling', () => {
  test.each(strangers)('%s is shown no view and sends no intent', (_who, stranger) => {
    const { ipc, reached } = door();
    expect(() => ipc.view(stranger)).toThrow(/^refused$/);
    expect(ipc.intent(stranger, { kind: 'lock' })).toEqual({ ok: false, code: 'refused' });
    expect(reached).toEqual([]);
  });

  test('the app’s own page is answered', () => {
    const { ipc, reached } = door();
    expect(ipc.view(caller(PAGE))).toBe(view);
    expect(ipc.intent(caller(PAGE), { kind: 'lock' })).toEqual({ ok: true });
    expect(reached).toEqual([{ kind: 'lock' }]);
  });
});

describe('what is sent', () => {
  const wrong: readonly (readonly [string, readonly unknown[]])[] = [
    ['nothing', []],
    ['two arguments', [{ kind: 'lock' }, { kind: 'lock' }]],
    ['a text', ['lock']],
    ['null', [null]],
    ['a list', [[{ kind: 'lock' }]]],
    ['an unknown kind', [{ kind: 'turn-two-factor-off' }]],
    ['a key too many', [{ kind: 'lock', now: true }]],
    ['a key from the prototype', [JSON.parse('{"kind":"lock","__proto__":{"admin":true},"constructor":1}')]],
    ['a key too few', [{ kind: 'unlock' }]],
    ['a wrong type', [{ kind: 'answer-trust', trust: 'yes' }]],
    ['a code that is too long', [{ kind: 'submit-code', code: '1'.repeat(CODE_INPUT_MOST + 1) }]],
    ['a password that is too long', [{ kind: 'unlock', password: 'x'.repeat(PASSWORD_INPUT_MOST + 1) }]],
    ['an application without a workspace here', [{ kind: 'open-workspace', workspace: 'forms-portal' }]],
    ['an id that is none', [{ kind: 'remove-trusted-device', id: '../1' }]],
  ];

  test.each(wrong)('%s is refused and never reaches the engine', (_what, args) => {
    const { ipc, reached, said } = door();
    expect(ipc.intent(caller(PAGE), ...args)).toEqual({ ok: false, code: 'refused' });
    expect(reached).toEqual([]);
    expect(said).toEqual(['["Refused an intent that does not fit the contract",null]']);
  });

  test('a view is not shown to a request with anything in it', () => {
    expect(() => door().ipc.view(caller(PAGE), 'more')).toThrow('refused');
  });

  test('a fault inside comes out as a code, without its text', () => {
    const { ipc } = door(() => {
      throw new Error('the token is abc');
    });
    expect(ipc.intent(caller(PAGE), { kind: 'lock' })).toEqual({ ok: false, code: 'internal' });
  });
});

describe('how often', () => {
  test('a flood is let through at the rate of a fast person and no faster', () => {
    let now = 0;
    const { ipc, reached } = door(
      undefined,
      rateLimit(() => now),
    );
    const flood = () => Array.from({ length: 1000 }, () => ipc.intent(caller(PAGE), { kind: 'lock' })).filter((result) => result.ok).length;
    expect(flood()).toBe(INTENTS_AT_ONCE);
    now += 1000;
    expect(flood()).toBe(INTENTS_A_SECOND);
    now += 3_600_000;
    expect(flood()).toBe(INTENTS_AT_ONCE);
    expect(reached.length).toBe(2 * INTENTS_AT_ONCE + INTENTS_A_SECOND);
  });

  test('a clock that is put back stops nobody for good', () => {
    let now = 1_000_000;
    const mayPass = rateLimit(() => now);
    while (mayPass());
    now = 0;
    expect(mayPass()).toBe(false);
    now = 1000;
    expect(mayPass()).toBe(true);
  });

  test('what a stranger sends uses up nothing of the page’s', () => {
    const { ipc } = door(
      undefined,
      rateLimit(() => 0),
    );
    for (let at = 0; at < 1000; at += 1) ipc.intent(caller('about:blank'), { kind: 'lock' });
    expect(ipc.intent(caller(PAGE), { kind: 'lock' })).toEqual({ ok: true });
  });
});
