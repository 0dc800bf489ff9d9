import type { CallEffect, Effect, OperationName, OperationNamed } from '../../electron/sign-in/effects.ts';
import type { Answered, Happening, OutsideEvent } from '../../electron/sign-in/events.ts';
import { NOT_MANAGED } from '../../electron/sign-in/managed.ts';
import type { ApiFailure, Outcome } from '../../electron/sign-in/ports.ts';
import type { Beginning, State } from '../../electron/sign-in/state.ts';
import { initialState } from '../../electron/sign-in/state.ts';
import { toView } from '../../electron/sign-in/view.ts';
import { nextWake, step } from '../../electron/sign-in/workflow.ts';
import type { DesktopApplicationId } from '../../shared/applications.ts';
import type { Intent, View } from '../../shared/bridge.ts';
import type { Computer, SignInService } from '../../shared/control/schemas.ts';
import type { ApiErrorCode, ErrorDetails } from '../../shared/errors.ts';
import type { AnswerOf } from '../../shared/operation.ts';
import type { Challenge, MySecurity, PassRequests, Session, SignedIn, Unlocked } from '../../shared/sign-in/schemas.ts';
import type { Screen, ScreenName } from '../../shared/sign-in/screens.ts';

/** A world around the pure workflow: it keeps the effects that are asked for, and answers them when a test says so. */

export const NOW = Date.parse('2026-03-27T09:00:00.000Z');
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export function instant(ms: number): string {
  return new Date(ms).toISOString();
}

/** A token that can be found in whatever it leaks into. */
export function secretToken(name: string): string {
  return `SECRET-${name}`.padEnd(43, 'x').slice(0, 43);
}

export const PASSWORD = 'SECRET-correct-horse';
export const EMAIL = 'asha.patel@council.example';

export function aChallenge(given: Partial<Challenge> = {}, at = NOW): Challenge {
  return {
    purpose: 'sign-in',
    application: 'customer-service-vu',
    expiresAt: instant(at + 10 * MINUTE_MS),
    serverTime: instant(at),
    methods: [{ method: 'text-message', enrolled: true, available: true }],
    mustEnrol: false,
    proveWith: [],
    helpDeskCode: 'not-needed',
    recoveryCodesLeft: 0,
    attemptsLeft: 5,
    textMessage: null,
    numberEnding: '123',
    notice: null,
    textMessagesFrom: null,
    passOffered: false,
    passRequest: null,
    ...given,
  };
}

export function sent(given: Partial<NonNullable<Challenge['textMessage']>> = {}, at = NOW): NonNullable<Challenge['textMessage']> {
  return {
    numberEnding: '123',
    firstTime: false,
    sentAt: instant(at),
    codeExpiresAt: instant(at + 10 * MINUTE_MS),
    resendAt: instant(at + MINUTE_MS),
    resendsLeft: 4,
    delivery: 'sending',
    ...given,
  };
}

export function aSession(given: Partial<Session> = {}, at = NOW): Session {
  return {
    id: '0b7c9c0e-3d55-4c1c-9d0e-1a2b3c4d5e6f',
    person: { name: 'Asha Patel', email: EMAIL },
    application: 'customer-service-vu',
    applications: [
      { application: 'customer-service-vu', entry: 'open' },
      { application: 'control', entry: 'step-up' },
      { application: 'forms-portal', entry: 'not-permitted' },
    ],
    permissions: ['customer-service-access'],
    assurance: { method: 'text-message', at: instant(at) },
    steppedUpUntil: null,
    steppedUpFor: [],
    recovered: false,
    locked: false,
    mustChangePassword: false,
    idleLockMinutes: 15,
    expiresAt: instant(at + 12 * HOUR_MS),
    serverTime: instant(at),
    twoFactor: true,
    trustOffer: null,
    trust: null,
    alerts: [],
    ...given,
  };
}

export function signedIn(session: Partial<Session> = {}, given: Partial<SignedIn> = {}, at = NOW): SignedIn {
  return {
    outcome: 'signed-in',
    sessionToken: secretToken('session'),
    session: aSession(session, at),
    trustToken: null,
    trustExpiresAt: null,
    computerToken: null,
    ...given,
  };
}

/** A session that goes on with another token: it was unlocked, or stepped up, or has a new password. */
export function renewed(session: Partial<Session> = {}, at = NOW, token = 'renewed'): Unlocked {
  return { sessionToken: secretToken(token), session: aSession(session, at) };
}

export function challenged(challenge: Partial<Challenge> = {}, trust: 'none' | 'refused' = 'none', at = NOW) {
  return {
    outcome: 'second-factor-needed' as const,
    challengeToken: secretToken('challenge'),
    challenge: aChallenge(challenge, at),
    trust,
  };
}

export const ENROLMENT = {
  uri: 'otpauth://totp/Vu:asha.patel%40council.example?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Vu',
  key: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  issuer: 'Vu',
  account: EMAIL,
  replaces: false,
  expiresAt: instant(NOW + 10 * MINUTE_MS),
};

export function mySecurity(given: Partial<MySecurity> = {}): MySecurity {
  return {
    factors: [{ method: 'text-message', numberEnding: '123', addedAt: instant(NOW), lastUsedAt: null }],
    addable: ['authenticator'],
    removable: [],
    trustedDevices: [],
    sessions: [],
    recentSignIns: [],
    alerts: [],
    recoveryCodesLeft: 0,
    passwordChangedAt: instant(NOW),
    twoFactor: true,
    ...given,
  };
}

export const REQUEST_ID = '9c1f6f7e-2b0a-4f5d-8a51-3d1f0c2b7a44';

/** One person who waits for a team leader. */
export function passRequests(given: Partial<PassRequests> = {}, at = NOW): PassRequests {
  return {
    requests: [
      {
        id: REQUEST_ID,
        person: 'Bronwen Rees',
        email: 'bronwen.rees@council.example',
        application: 'customer-service-vu',
        deviceName: 'Desk 9',
        computerKnown: true,
        requestedAt: instant(at),
        expiresAt: instant(at + 9 * MINUTE_MS),
      },
    ],
    grantsLeft: 20,
    passUntil: instant(at + 8 * HOUR_MS),
    serverTime: instant(at),
    ...given,
  };
}

/** The computer that the workflow runs on. */
export const THIS_COMPUTER = '3e0c7d55-6f0e-4b0a-9d53-0d7b7b1f6c11';

export const COMPUTER: Computer = {
  deviceId: '7b4f2f0e-0b1c-4d59-9a41-6c0c4f8f3a52',
  name: 'Desk 9',
  platform: 'windows',
  people: 3,
  signedIn: 1,
  trusted: 2,
  lastSeenAt: instant(NOW),
};

export function signInService(given: Partial<SignInService> = {}, at = NOW): SignInService {
  return {
    textMessages: 'ok',
    because: null,
    since: null,
    clockAlarm: false,
    usage: { sentThisYear: 10_250, freeAllowance: 10_000, costPenceBeyond: 600, yearStarts: '2025-03-31T23:00:00.000Z' },
    budget: { sentToday: 120, mostToday: 5_000, budget: 'ok' },
    serverTime: instant(at),
    ...given,
  };
}

export const ABOUT = {
  product: 'vu-api' as const,
  apiVersion: 1 as const,
  organisation: { en: 'Ffynnon Council', cy: 'Cyngor Ffynnon' },
  notice: null,
  help: { phone: null, email: null, hours: null },
  applications: [
    {
      application: 'customer-service-vu' as const,
      methods: ['authenticator' as const, 'text-message' as const],
      trustDays: 30,
      trustEndsAt: null,
    },
    { application: 'control' as const, methods: ['authenticator' as const], trustDays: 0, trustEndsAt: null },
  ],
  serverTime: instant(NOW),
};

export function refusal(code: ApiErrorCode, details: ErrorDetails = {}): ApiFailure {
  return { kind: 'refused', code, details, reference: 'ref-42' };
}

type AnswerOfName<N extends OperationName> = AnswerOf<OperationNamed<N>>;

export interface World {
  readonly state: () => State;
  readonly at: () => number;
  readonly view: () => View;
  readonly screen: () => Screen;
  /** The screen, known to be the one named. */
  readonly on: <N extends ScreenName>(name: N) => Extract<Screen, { name: N }>;
  /** Every effect so far, oldest first. */
  readonly effects: Effect[];
  readonly pending: () => readonly Effect[];
  readonly intend: (intent: Intent) => boolean;
  readonly outside: (event: OutsideEvent) => void;
  readonly happen: (happening: Happening) => boolean;
  /** Answers the oldest unanswered call of an operation (the password's goes by `signInWithPassword`). */
  readonly answer: <N extends OperationName>(operation: N, answer: AnswerOfName<N>) => boolean;
  readonly refuse: (operation: OperationName, failure: ApiFailure) => boolean;
  /** Answers the oldest unanswered effect of a kind that isn't a call. */
  readonly take: <K extends Effect['kind']>(kind: K) => Extract<Effect, { kind: K }>;
  readonly asked: (operation: OperationName) => number;
  /** The newest call of an operation. */
  readonly last: (operation: OperationName) => CallEffect;
  /** Moves time, waking the workflow whenever it wants to be. */
  readonly pass: (ms: number) => void;
}

/** A world whose workflow has started, at an address that is known. */
export function createWorld(given: Partial<Beginning> = {}): World {
  let at = NOW;
  let state = initialState({
    ownLanguage: 'en',
    online: true,
    address: 'https://vu.council.example',
    addressManaged: false,
    managed: NOT_MANAGED,
    lastApplication: 'customer-service-vu',
    rememberedEmail: null,
    ...given,
  });
  const effects: Effect[] = [];
  const open: Effect[] = [];

  const view = () =>
    toView(state, {
      seq: 1,
      app: { version: '0', electron: '0', compatibilityRuntime: false },
      device: { id: THIS_COMPUTER, name: 'Desk 7' },
      qr: () => ({ size: 21, path: 'M0 0h1v1H0z' }),
    });

  const happen = (happening: Happening): boolean => {
    const next = step(state, { ...happening, at });
    state = next.state;
    effects.push(...next.effects);
    open.push(...next.effects);
    return !next.refused;
  };

  const close = (fits: (effect: Effect) => boolean, what: string): Effect => {
    const index = open.findIndex(fits);
    const [effect] = index < 0 ? [] : open.splice(index, 1);
    if (effect === undefined) throw new Error(`Nobody asked for ${what}`);
    return effect;
  };
  const isCallOf = (operation: OperationName) => (effect: Effect) =>
    (effect.kind === 'call' && effect.operation === operation) ||
    (effect.kind === 'sign-in' && operation === 'signInWithPassword') ||
    (effect.kind === 'ask-password-code' && operation === 'askForPasswordCode');
  const report = (operation: OperationName, outcome: Outcome<unknown>): boolean => {
    const effect = close(isCallOf(operation), operation) as CallEffect;
    return happen({ kind: 'answered', attempt: effect.attempt, operation, outcome } as Answered);
  };

  happen({ kind: 'started' });
  return {
    state: () => state,
    at: () => at,
    view,
    screen: () => view().screen,
    on: (name) => {
      const { screen } = view();
      if (screen.name !== name) throw new Error(`On ${screen.name}, not ${name}`);
      return screen as never;
    },
    effects,
    pending: () => open,
    intend: (intent) => happen({ kind: 'intent', intent }),
    outside: (event) => void happen({ kind: 'outside', event }),
    happen,
    answer: (operation, answer) => report(operation, { ok: true, answer }),
    refuse: (operation, failure) => report(operation, { ok: false, failure }),
    take: (kind) => close((effect) => effect.kind === kind, kind) as never,
    last: (operation) => {
      const found = effects.findLast(isCallOf(operation));
      if (found?.kind !== 'call') throw new Error(`Nobody asked for ${operation}`);
      return found;
    },
    asked: (operation) => effects.filter(isCallOf(operation)).length,
    pass: (ms) => {
      const end = at + ms;
      for (let wake = nextWake(state); wake !== null && wake <= end; wake = nextWake(state)) {
        at = Math.max(at, wake);
        happen({ kind: 'wake' });
        const next = nextWake(state);
        if (next !== null && next <= at) throw new Error('A wake did not take its own reason away');
      }
      at = end;
    },
  };
}

export function submitPassword(world: World, application: DesktopApplicationId = 'customer-service-vu'): boolean {
  return world.intend({ kind: 'submit-password', email: EMAIL, password: PASSWORD, application });
}

/** A world in which somebody is signed in. */
export function createSignedInWorld(session: Partial<Session> = {}, given: Partial<Beginning> = {}): World {
  const world = createWorld(given);
  submitPassword(world);
  world.answer('signInWithPassword', signedIn(session));
  world.on('signed-in');
  return world;
}
