import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Effect, OperationName } from '../../electron/sign-in/effects.ts';
import type { Answered, Happening, OutsideEvent } from '../../electron/sign-in/events.ts';
import type { ApiFailure, Outcome } from '../../electron/sign-in/ports.ts';
import { nextWake } from '../../electron/sign-in/workflow.ts';
import type { Intent } from '../../shared/bridge.ts';
import type { ApiErrorCode } from '../../shared/errors.ts';
import { API_ERRORS } from '../../shared/errors.ts';
import type { World } from '../support/workflow.ts';
import {
  ABOUT,
  aChallenge,
  aSession,
  COMPUTER,
  challenged,
  createWorld,
  EMAIL,
  ENROLMENT,
  instant,
  mySecurity,
  NOW,
  PASSWORD,
  passRequests,
  REQUEST_ID,
  secretToken,
  sent,
  signedIn,
  signInService,
} from '../support/workflow.ts';

/** Arbitrary orders of everything that can happen, answered by an API that may say anything the contract lets it say. */

const RUNS = { numRuns: 400 };
const CODE = 'CD3F4G';
const REASON = 'I can see her at her desk.';
const DEVICE_ID = '5f0c7a52-94c3-4b8a-8a57-0e6b4f3f2d11';

const application = fc.constantFrom('customer-service-vu' as const, 'control' as const);
const method = fc.constantFrom('authenticator' as const, 'text-message' as const);
const password = fc.constantFrom(PASSWORD, '');

const intents: fc.Arbitrary<Intent> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('submit-password' as const), email: fc.constantFrom(EMAIL, ''), password, application }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('submit-code' as const), code: fc.constantFrom(CODE, '123456', 'CDFGH23456', '', 'x') }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('choose-method' as const), method: fc.oneof(method, fc.constant('recovery-code' as const)) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('submit-phone-number' as const), phoneNumber: fc.constantFrom('07700 900123', '') }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('answer-trust' as const), trust: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('unlock' as const), password }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('open-workspace' as const), workspace: application }) },
  fc.record({ kind: fc.constantFrom('forget-password' as const, 'ask-password-code' as const), email: fc.constantFrom(EMAIL, '') }),
  fc.record({ kind: fc.constant('choose-password' as const), newPassword: password }),
  fc.record({ kind: fc.constant('step-up-with-password' as const), password }),
  fc.record({ kind: fc.constant('change-password' as const), currentPassword: password, newPassword: password }),
  fc.record({ kind: fc.constantFrom('add-factor' as const, 'remove-factor' as const), method }),
  fc.record({ kind: fc.constant('remove-trusted-device' as const), id: fc.constant(DEVICE_ID) }),
  fc.record({
    kind: fc.constant('grant-pass' as const),
    id: fc.constant(REQUEST_ID),
    number: fc.constant(47),
    reason: fc.constantFrom(REASON, 'no'),
  }),
  fc.record({ kind: fc.constant('decline-pass' as const), id: fc.constant(REQUEST_ID) }),
  fc.record({ kind: fc.constant('end-computer' as const), deviceId: fc.constant(COMPUTER.deviceId) }),
  fc.record({ kind: fc.constant('connect' as const), address: fc.constantFrom('vu.example', '') }),
  fc.record({ kind: fc.constant('choose-language' as const), language: fc.constantFrom('en' as const, 'cy' as const) }),
  fc.record({ kind: fc.constant('install-update-at-sign-out' as const), wanted: fc.boolean() }),
  fc.record({ kind: fc.constant('dismiss-alert' as const), id: fc.constantFrom('a1', 'a2') }),
  {
    weight: 10,
    arbitrary: fc
      .constantFrom(
        ...([
          'correct-phone-number',
          'resend-text-message',
          'copy-authenticator-key',
          'choose-another-method',
          'back',
          'retry',
          'lock',
          'sign-out',
          'switch-user',
          'ask-team-leader',
          'renew-trust',
          'dismiss-trust-warning',
          'refresh-control',
          'save-recovery-codes',
          'open-my-security',
          'remove-all-trusted-devices',
          'end-other-sessions',
          'make-recovery-codes',
          'recovery-codes-saved',
          'copy-recovery-codes',
          'dismiss-notice',
          'change-address',
          'install-update',
          'dismiss-update',
        ] as const),
      )
      .map((kind): Intent => ({ kind })),
  },
);

const outsideEvents: fc.Arbitrary<OutsideEvent> = fc.oneof(
  fc.record({ kind: fc.constant('network' as const), online: fc.boolean() }),
  fc.record({ kind: fc.constant('idle' as const), seconds: fc.constantFrom(0, 60, 1_000) }),
  fc.constantFrom('computer-locked' as const, 'suspended' as const, 'resumed' as const).map((kind) => ({ kind })),
  fc.record({ kind: fc.constant('link' as const), application }),
  fc.constant({ kind: 'update' as const, news: { kind: 'ready' as const, version: '1.2.3' } }),
);

const failures: fc.Arbitrary<ApiFailure> = fc.oneof(
  fc.constantFrom<ApiFailure>({ kind: 'offline' }, { kind: 'timeout' }, { kind: 'answer-unknown' }, { kind: 'server-error', status: 503 }),
  fc.record({
    kind: fc.constant('refused' as const),
    code: fc.oneof(
      fc.constantFrom(...(Object.keys(API_ERRORS) as ApiErrorCode[])),
      fc.constantFrom<ApiErrorCode>(
        'step-up-needed',
        'codes-locked',
        'second-factor-not-set-up',
        'application-not-permitted',
        'code-wrong',
        'pass-limit',
      ),
    ),
    details: fc.constantFrom({}, { attemptsLeft: 0 }, { attemptsLeft: 3 }, { retryAfterSeconds: 30 }, { lockedUntil: null }),
    reference: fc.constant('ref'),
  }),
);

/** Everything that varies in what the API may answer. */
const shapes = fc.record({
  enrolled: fc.boolean(),
  both: fc.boolean(),
  mustEnrol: fc.boolean(),
  proveWith: fc.subarray(['authenticator', 'text-message', 'recovery-code'] as const, { maxLength: 2 }),
  proved: fc.nat(3).map((chance) => chance === 0),
  recoveryCodesLeft: fc.constantFrom(0, 3),
  firstTime: fc.boolean(),
  trustOffer: fc.boolean(),
  challenged: fc.boolean(),
  rotated: fc.boolean(),
  locked: fc.boolean(),
  steppedUp: fc.boolean(),
  leader: fc.boolean(),
  trusted: fc.boolean(),
  textMessagesFail: fc.boolean(),
  pass: fc.constantFrom(null, 'waiting' as const, 'granted' as const, 'declined' as const),
  entry: fc.constantFrom('open' as const, 'step-up' as const, 'not-permitted' as const),
});
type Shape = typeof shapes extends fc.Arbitrary<infer S> ? S : never;

/** A session's token is different each time, so that one that should be gone can be told from one that is in use. */
let tokens = 0;
function freshToken(name: string): string {
  tokens += 1;
  return secretToken(`${name}-${tokens}-`);
}

/** An answer that the contract allows for `operation`, at `at`. */
function answerTo(operation: OperationName, shape: Shape, at: number): unknown {
  const methods = (['authenticator', 'text-message'] as const).map((name) => ({
    method: name,
    enrolled: shape.enrolled,
    available: name === 'authenticator' || !shape.textMessagesFail,
  }));
  const challenge = (purpose: 'sign-in' | 'step-up' | 'add-factor' | 'new-password', withText: boolean) =>
    aChallenge(
      {
        purpose,
        methods: shape.both ? methods : methods.slice(1),
        mustEnrol: shape.mustEnrol,
        proveWith: shape.mustEnrol ? shape.proveWith.map((name) => ({ method: name, available: !shape.textMessagesFail })) : [],
        recoveryCodesLeft: shape.recoveryCodesLeft,
        notice: shape.textMessagesFail ? 'text-messages-failing' : null,
        passOffered: true,
        passRequest:
          shape.pass === null
            ? null
            : { state: shape.pass, number: 47, requestedAt: instant(at), leaderName: 'Carys Lloyd', until: instant(at + 3_600_000) },
        textMessage: withText ? sent({ firstTime: shape.firstTime }, at) : null,
      },
      at,
    );
  const session = aSession(
    {
      applications: [
        { application: 'customer-service-vu', entry: 'open' },
        { application: 'control', entry: shape.entry },
      ],
      trustOffer: shape.trustOffer ? { days: 30, until: instant(at + 30 * 86_400_000) } : null,
      steppedUpUntil: shape.steppedUp ? instant(at + 300_000) : null,
      locked: shape.locked,
      permissions: ['customer-service-access', 'management-access', ...(shape.leader ? ['sign-in-pass-granting' as const] : [])],
      trust: shape.trusted ? { expiresAt: instant(at + 40 * 60_000) } : null,
      alerts: [{ id: 'a1', kind: 'new-computer', at: instant(at), detail: null, method: null, dismissal: 'now', dismissalFrom: null }],
    },
    at,
  );
  const whole = () =>
    signedIn({ ...session }, { sessionToken: freshToken('session'), trustToken: shape.rotated ? freshToken('trust') : null }, at);
  const renewed = () => ({ sessionToken: freshToken('session'), session });
  const met = () => ({ outcome: 'met', ...renewed() });
  switch (operation) {
    case 'about':
      return { ...ABOUT, passwordByEmail: true };
    case 'signInWithPassword':
      return shape.challenged
        ? { ...challenged({}, 'none', at), challengeToken: freshToken('challenge'), challenge: challenge('sign-in', false) }
        : whole();
    case 'askForPasswordCode':
      return { recoveryToken: freshToken('recovery'), expiresAt: instant(at + 1_200_000), serverTime: instant(at) };
    case 'givePasswordCode':
      return {
        challengeToken: freshToken('challenge'),
        challenge: { ...challenge('new-password', false), proveWith: [], mustEnrol: false },
      };
    case 'chooseNewPassword':
      return {};
    case 'readChallenge':
    case 'requestPass':
    case 'sendTextMessage':
    case 'enrolPhoneNumber':
      return challenge('sign-in', true);
    case 'enrolAuthenticator':
      return { ...ENROLMENT, expiresAt: instant(at + 600_000) };
    case 'verifyTextMessage':
    case 'verifyAuthenticator':
      if (shape.proved) return { outcome: 'proved', challenge: challenge(shape.challenged ? 'step-up' : 'sign-in', false) };
      return shape.challenged ? met() : whole();
    case 'verifyHelpDeskCode':
      return { outcome: 'proved', challenge: { ...challenge(shape.challenged ? 'step-up' : 'sign-in', false), helpDeskCode: 'given' } };
    case 'verifyRecoveryCode':
    case 'usePass':
      return shape.challenged ? met() : whole();
    case 'readSession':
    case 'enterApplication':
      return session;
    case 'unlockSession':
      return renewed();
    case 'changePassword':
      return { ...renewed(), mySecurity: mySecurity() };
    case 'startStepUp':
      return shape.both
        ? { outcome: 'password-needed' }
        : { outcome: 'second-factor-needed', challengeToken: freshToken('challenge'), challenge: challenge('step-up', false) };
    case 'stepUpWithPassword':
      return met();
    case 'trustThisComputer':
      return { trustToken: freshToken('trust'), expiresAt: instant(at + 1) };
    case 'addTextMessage':
      return { challengeToken: freshToken('challenge'), challenge: challenge('add-factor', true) };
    case 'addAuthenticator':
      return { challengeToken: freshToken('challenge'), challenge: challenge('add-factor', false), enrolment: ENROLMENT };
    case 'makeRecoveryCodes':
      return { codes: Array(10).fill('CDFGH23456'), confirmBy: instant(at + 600_000), mySecurity: mySecurity() };
    case 'readMySecurity':
    case 'removeFactor':
    case 'removeTrustedDevice':
    case 'removeAllTrustedDevices':
    case 'endOtherSession':
    case 'endOtherSessions':
    case 'confirmRecoveryCodes':
      return mySecurity();
    case 'listPassRequests':
    case 'declinePass':
      return passRequests({ requests: shape.both ? passRequests({}, at).requests : [] }, at);
    case 'grantPass':
      return { until: instant(at + 3_600_000), waiting: passRequests({ requests: [] }, at) };
    case 'readSignInService':
      return signInService({}, at);
    case 'listComputers':
      return { computers: [COMPUTER] };
    case 'endComputer':
      return { sessions: 1, trusts: 2, people: 3 };
    case 'endPerson':
      return { person: { name: 'Nia Bevan', email: EMAIL }, sessions: 1, trusts: 2 };
    case 'issueHelpDeskCode':
      return { code: 'HKLM-2346-QRWX', person: { name: 'Nia Bevan', email: EMAIL }, expiresAt: instant(at + 86_400_000) };
    case 'cancelChallenge':
    case 'lockSession':
    case 'signOut':
    case 'dismissAlert':
      return {};
    default:
      return operation satisfies never;
  }
}

/** What a person would do next on a screen, so that games get further than chance alone would take them. */
function sensible(world: World, which: number): Intent {
  const screen = world.screen();
  const here = screen.name === 'signed-in' ? (screen.overlay?.step.name ?? screen.page.name) : screen.name;
  const options: Readonly<Record<string, readonly Intent[]>> = {
    'sign-in': [
      ...Array<Intent>(5).fill({ kind: 'submit-password', email: EMAIL, password: PASSWORD, application: 'customer-service-vu' }),
      { kind: 'forget-password', email: EMAIL },
    ],
    'forgotten-password': [{ kind: 'ask-password-code', email: EMAIL }],
    'password-code': [{ kind: 'submit-code', code: 'CDFGH234' }],
    'choose-password': [{ kind: 'choose-password', newPassword: PASSWORD }],
    connect: [{ kind: 'connect', address: 'vu.example' }],
    'choose-method': [
      { kind: 'choose-method', method: 'authenticator' },
      { kind: 'choose-method', method: 'text-message' },
      { kind: 'choose-method', method: 'recovery-code' },
      { kind: 'ask-team-leader' },
    ],
    'prove-identity': [
      { kind: 'choose-method', method: 'text-message' },
      { kind: 'choose-method', method: 'authenticator' },
      { kind: 'choose-method', method: 'recovery-code' },
      { kind: 'ask-team-leader' },
    ],
    'phone-number': [{ kind: 'submit-phone-number', phoneNumber: '07700 900123' }],
    'text-code': [{ kind: 'submit-code', code: CODE }, { kind: 'resend-text-message' }, { kind: 'correct-phone-number' }],
    'authenticator-code': [{ kind: 'submit-code', code: '123456' }],
    'link-authenticator': [{ kind: 'submit-code', code: '123456' }, { kind: 'copy-authenticator-key' }],
    'recovery-code': [{ kind: 'submit-code', code: 'CDFGH23456' }],
    'ask-team-leader': [{ kind: 'ask-team-leader' }, { kind: 'retry' }, { kind: 'back' }],
    'trust-computer': [{ kind: 'answer-trust', trust: true }],
    'session-locked': [{ kind: 'unlock', password: PASSWORD }],
    'password-step': [{ kind: 'step-up-with-password', password: PASSWORD }],
    workspace: [
      { kind: 'open-my-security' },
      { kind: 'open-workspace', workspace: 'control' },
      { kind: 'grant-pass', id: REQUEST_ID, number: 47, reason: REASON },
      { kind: 'end-computer', deviceId: COMPUTER.deviceId },
      { kind: 'renew-trust' },
    ],
    'my-security': [
      { kind: 'add-factor', method: 'text-message' },
      { kind: 'add-factor', method: 'authenticator' },
      { kind: 'make-recovery-codes' },
      { kind: 'save-recovery-codes' },
      { kind: 'recovery-codes-saved' },
      { kind: 'change-password', currentPassword: PASSWORD, newPassword: PASSWORD },
    ],
  };
  const list = options[here] ?? [];
  return list[which % Math.max(list.length, 1)] ?? { kind: 'back' };
}

type Move =
  | { readonly kind: 'sensible'; readonly which: number }
  | { readonly kind: 'intent'; readonly intent: Intent }
  | { readonly kind: 'outside'; readonly event: OutsideEvent }
  | { readonly kind: 'answer'; readonly which: number; readonly shape: Shape; readonly failure: ApiFailure | null }
  | { readonly kind: 'pass'; readonly ms: number };

const moves: fc.Arbitrary<Move> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('intent' as const), intent: intents }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('sensible' as const), which: fc.nat(11) }) },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('answer' as const),
      /** From the newest of what is waited for. */
      which: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(8) }),
      shape: shapes,
      failure: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: failures }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('outside' as const), event: outsideEvents }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.constantFrom(0, 3_000, 60_000, 660_000, 900_000, 46_800_000) }),
  },
);

function operationOf(effect: Extract<Effect, { kind: 'call' | 'sign-in' | 'ask-password-code' }>): OperationName {
  if (effect.kind === 'call') return effect.operation;
  return effect.kind === 'sign-in' ? 'signInWithPassword' : 'askForPasswordCode';
}

/** The answer to an effect, or null for one that has none. */
function happeningFor(effect: Effect, shape: Shape, failure: ApiFailure | null, at: number): Happening | null {
  switch (effect.kind) {
    case 'call':
    case 'sign-in':
    case 'ask-password-code': {
      const operation = operationOf(effect);
      const outcome: Outcome<unknown> = failure === null ? { ok: true, answer: answerTo(operation, shape, at) } : { ok: false, failure };
      return { kind: 'answered', attempt: effect.attempt, operation, outcome } as Answered;
    }
    case 'agree-on-address':
      return { kind: 'address-agreed', attempt: effect.attempt, address: 'https://other.example', agreed: failure === null };
    case 'connect':
      return {
        kind: 'connected',
        attempt: effect.attempt,
        result: failure === null ? { ok: true, address: 'https://other.example', about: ABOUT } : { ok: false, problem: failure },
      };
    case 'remember-trust':
      return effect.attempt === null
        ? null
        : { kind: 'trust-remembered', attempt: effect.attempt, how: shape.rotated ? 'stored' : 'this-run-only' };
    case 'choose-file':
      return { kind: 'file-chosen', attempt: effect.attempt, path: failure === null ? '/home/asha/codes.txt' : null };
    case 'write-file':
      return { kind: 'file-written', attempt: effect.attempt, ok: failure === null };
    default:
      return null;
  }
}

/** What has not been answered yet, newest first. */
function awaiting(world: World, done: ReadonlySet<Effect>): readonly Effect[] {
  const answerable = (effect: Effect) => 'attempt' in effect && effect.attempt !== null && !done.has(effect);
  return world.effects.filter(answerable).reverse();
}

/** Plays moves in a world; `check` sees the world after each, with the move and whether it was accepted. */
function play(list: readonly Move[], check: (world: World, move: Move, before: unknown, accepted: boolean) => void): World {
  const world = createWorld();
  const answered: Happening[] = [];
  const done = new Set<Effect>();
  for (const move of list) {
    const before = world.view().screen;
    let accepted = true;
    if (move.kind === 'intent') accepted = world.intend(move.intent);
    else if (move.kind === 'sensible') accepted = world.intend(sensible(world, move.which));
    else if (move.kind === 'outside') world.outside(move.event);
    else if (move.kind === 'pass') world.pass(move.ms);
    else {
      const open = awaiting(world, done);
      const effect = open[move.which % Math.max(open.length, 1)];
      // Now and then an answer comes that was given before: a replay.
      const happening =
        effect === undefined
          ? answered[move.which % Math.max(answered.length, 1)]
          : happeningFor(effect, move.shape, move.failure, world.at());
      if (effect !== undefined) done.add(effect);
      if (happening === undefined || happening === null) continue;
      accepted = world.happen(happening);
      answered.push(happening);
    }
    check(world, move, before, accepted);
  }
  return world;
}

const games = fc.array(moves, { minLength: 1, maxLength: 60, size: 'max' });

test('nobody is ever shown as signed in, locked or offered trust without a session', () => {
  fc.assert(
    fc.property(games, (list) => {
      play(list, (world) => {
        const { stage } = world.state();
        const { name } = world.screen();
        const hasSession = stage.name === 'signed-in' || stage.name === 'trust-computer' || stage.name === 'session-locked';
        expect(name === 'signed-in' || name === 'trust-computer' || name === 'session-locked').toBe(hasSession);
        if (stage.name === 'signed-in') expect(stage.token).toMatch(/^SECRET-session-/);
      });
    }),
    RUNS,
  );
});

test('no view ever holds a token or a password', () => {
  fc.assert(
    fc.property(games, (list) => {
      play(list, (world) => {
        expect(JSON.stringify(world.view())).not.toContain('SECRET-');
      });
    }),
    RUNS,
  );
});

test('an intent or an answer that is refused changes nothing on the screen', () => {
  fc.assert(
    fc.property(games, (list) => {
      play(list, (world, move, before, accepted) => {
        if (!accepted && move.kind !== 'pass') expect(world.view().screen).toEqual(before);
      });
    }),
    RUNS,
  );
});

test('an answer that was given before changes nothing when it comes again', () => {
  fc.assert(
    fc.property(games, (list) => {
      const given: Happening[] = [];
      const world = createWorld();
      const done = new Set<Effect>();
      for (const move of list) {
        if (move.kind === 'intent') world.intend(move.intent);
        if (move.kind === 'sensible') world.intend(sensible(world, move.which));
        if (move.kind !== 'answer') continue;
        const open = awaiting(world, done);
        const effect = open[move.which % Math.max(open.length, 1)];
        if (effect === undefined) continue;
        done.add(effect);
        const happening = happeningFor(effect, move.shape, move.failure, world.at());
        if (happening === null) continue;
        world.happen(happening);
        given.push(happening);
        const before = world.view().screen;
        for (const again of given) expect(world.happen(again)).toBe(false);
        expect(world.view().screen).toEqual(before);
      }
    }),
    RUNS,
  );
});

test('after a lock or a sign-out the screen shows nothing of the work, and no late answer brings it back', () => {
  fc.assert(
    fc.property(games, fc.constantFrom('lock' as const, 'sign-out' as const), shapes, (list, kind, shape) => {
      const world = play(list, () => {});
      if (!world.intend({ kind })) return;
      const name = kind === 'lock' ? 'session-locked' : 'sign-in';
      for (const effect of [...world.effects]) {
        const happening = happeningFor(effect, shape, null, world.at());
        // Answers to what was asked before; the lock's own and the sign-out's own are the outbox's.
        if (happening !== null) world.happen(happening);
        expect(world.screen().name).toBe(name);
      }
    }),
    RUNS,
  );
});

test('after a sign-out the session’s token is in the outbox only, and once the server has it, nowhere', () => {
  fc.assert(
    fc.property(games, (list) => {
      const world = play(list, () => {});
      const { stage } = world.state();
      const inside = stage.name === 'session-locked' ? stage.inside : stage;
      if (!('token' in inside) || !world.intend({ kind: 'sign-out' })) return;
      expect(JSON.stringify({ ...world.state(), outbox: null })).not.toContain(inside.token);
      world.pass(13 * 3_600_000);
      expect(JSON.stringify({ ...world.state(), outbox: null })).not.toContain(inside.token);
    }),
    RUNS,
  );
});

/** Where nobody is signed in or on the way in. */
const OUTSIDE = ['connect', 'sign-in'];

test('another address is asked about, asked and used only by the person’s word, and never within a sign-in or a session', () => {
  let used = 0;
  fc.assert(
    fc.property(games, (list) => {
      let known = 0;
      play(list, (world, move) => {
        for (const { kind } of world.effects.slice(known)) {
          if (kind !== 'agree-on-address' && kind !== 'connect' && kind !== 'use-address') continue;
          expect(OUTSIDE).toContain(world.state().stage.name);
          // The page can bring about the question; what follows it comes of an answer.
          if (kind !== 'agree-on-address') expect(move.kind).toBe('answer');
          if (kind === 'use-address') used += 1;
        }
        known = world.effects.length;
      });
    }),
    // One game at least in which it is.
    {
      ...RUNS,
      examples: [
        [
          [
            { kind: 'intent', intent: { kind: 'change-address' } },
            { kind: 'intent', intent: { kind: 'connect', address: 'vu.example' } },
            // The last that waits: the question, then the call.
            ...fc.sample(shapes, 2).map((shape) => ({ kind: 'answer', which: 0, shape, failure: null }) as const),
          ],
        ],
      ],
    },
  );
  expect(used).toBeGreaterThan(0);
});

test('a new version is put in place only while nobody is signed in or on the way in, and only when somebody said so', () => {
  let installed = 0;
  fc.assert(
    fc.property(games, (list) => {
      let known = 0;
      let agreed = false;
      const ready: Move = { kind: 'outside', event: { kind: 'update', news: { kind: 'ready', version: '1.2.3' } } };
      play([ready, ...list], (world, move) => {
        if (move.kind === 'intent' && (move.intent.kind === 'install-update' || move.intent.kind === 'install-update-at-sign-out'))
          agreed = true;
        const count = world.effects.filter((effect) => effect.kind === 'install-update').length;
        if (count > known) {
          expect(agreed).toBe(true);
          expect(world.view().update).toMatchObject({ free: true });
          expect(['connect', 'sign-in', 'locked-out', 'not-set-up', 'application-not-permitted']).toContain(world.state().stage.name);
          installed += 1;
        }
        known = count;
      });
    }),
    // One game at least in which it is, since chance may have none.
    { ...RUNS, examples: [[[{ kind: 'intent', intent: { kind: 'install-update' } }]]] },
  );
  expect(installed).toBeGreaterThan(0);
});

/** What gets a person off each screen, by themselves, whatever the network does. */
const WAYS_OUT: Readonly<Record<string, readonly Intent[]>> = {
  connect: [{ kind: 'back' }, { kind: 'connect', address: 'vu.example' }],
  'sign-in': [{ kind: 'submit-password', email: EMAIL, password: PASSWORD, application: 'control' }, { kind: 'back' }],
  'trust-computer': [{ kind: 'answer-trust', trust: false }],
  'signed-in': [{ kind: 'sign-out' }],
  'session-locked': [{ kind: 'sign-out' }],
};

test('every state can be left by something that the person can do', () => {
  fc.assert(
    fc.property(games, (list) => {
      const world = play(list, () => {});
      const before = world.state().stage;
      const ways = WAYS_OUT[before.name] ?? [{ kind: 'back' } as const];
      expect(ways.some((intent) => world.intend(intent))).toBe(true);
      expect(world.state().stage).not.toEqual(before);
    }),
    RUNS,
  );
});

test('an overlay can always be closed', () => {
  fc.assert(
    fc.property(games, (list) => {
      const world = play(list, () => {});
      const { screen } = world.view();
      if (screen.name !== 'signed-in' || screen.overlay === null) return;
      expect(world.intend({ kind: 'back' })).toBe(true);
      expect(world.on('signed-in').overlay).toBeNull();
    }),
    RUNS,
  );
});

test('a moment that the workflow asks for is one that it then does something about', () => {
  fc.assert(
    fc.property(games, (list) => {
      // The world throws when a wake leaves the same moment due again.
      const world = play(list, () => {});
      const wake = nextWake(world.state());
      if (wake !== null) world.pass(Math.max(wake - world.at(), 0) + 1);
    }),
    RUNS,
  );
});

test('two intents in a row never make two requests that each change something', () => {
  const CHANGING: readonly OperationName[] = [
    'signInWithPassword',
    'askForPasswordCode',
    'givePasswordCode',
    'chooseNewPassword',
    'verifyTextMessage',
    'verifyAuthenticator',
    'verifyRecoveryCode',
    'sendTextMessage',
    'requestPass',
    'usePass',
    'grantPass',
    'declinePass',
    'endComputer',
    'issueHelpDeskCode',
    'trustThisComputer',
  ];
  fc.assert(
    fc.property(games, intents, (list, intent) => {
      const world = play(list, () => {});
      const count = () => CHANGING.reduce((sum, operation) => sum + world.asked(operation), 0);
      const before = count();
      world.intend(intent);
      world.intend(intent);
      world.intend(intent);
      expect(count() - before).toBeLessThanOrEqual(1);
    }),
    RUNS,
  );
});

test('the games reach every screen, so that the properties above are about all of them', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(games, (list) => {
      play(list, (world) => {
        const screen = world.screen();
        seen.add(screen.name);
        const { stage } = world.state();
        if (stage.name === 'second-factor' && stage.journey.step.name === 'proved') seen.add('proved');
        if (screen.name === 'ask-team-leader') seen.add(`pass:${screen.state}`);
        if (screen.name !== 'signed-in') return;
        if (screen.overlay !== null) seen.add(`overlay:${screen.overlay.step.name}`);
        if (screen.page.name === 'workspace' && screen.page.control?.computers) seen.add('control');
        if (screen.passRequests?.items?.length) seen.add('pass-requests');
        if (screen.passDone !== null) seen.add('pass-answered');
        if (screen.trustWarning) seen.add('trust-warning');
        if (screen.trustRenewed) seen.add('trust-renewed');
      });
    }),
    { numRuns: 3000, seed: NOW % 1_000_003 },
  );
  expect([...seen].sort()).toEqual(
    expect.arrayContaining([
      'application-not-permitted',
      'ask-team-leader',
      'authenticator-code',
      'choose-method',
      'choose-password',
      'connect',
      'control',
      'forgotten-password',
      'link-authenticator',
      'locked-out',
      'not-set-up',
      'overlay:password-step',
      'overlay:phone-number',
      'pass-answered',
      'pass-requests',
      'pass:asking',
      'pass:declined',
      'pass:granted',
      'pass:limit',
      'pass:waiting',
      'password-code',
      'phone-number',
      'proved',
      'prove-identity',
      'recovery-code',
      'session-locked',
      'sign-in',
      'signed-in',
      'text-code',
      'trust-computer',
      'trust-renewed',
      'trust-warning',
    ]),
  );
});
