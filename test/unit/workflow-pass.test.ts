import { expect, test } from 'vitest';
import { PASS_POLL_MS, PASS_REQUESTS_POLL_MOST_MS, PASS_REQUESTS_POLL_MS } from '../../electron/sign-in/timing.ts';
import type { Challenge, PassRequests } from '../../shared/sign-in/schemas.ts';
import type { World } from '../support/workflow.ts';
import {
  aChallenge,
  challenged,
  createSignedInWorld,
  createWorld,
  instant,
  NOW,
  passRequests,
  REQUEST_ID,
  refusal,
  renewed,
  secretToken,
  sent,
  signedIn,
  submitPassword,
} from '../support/workflow.ts';

const HOUR_MS = 3_600_000;
const APP_ONLY: Challenge['methods'] = [{ method: 'authenticator', enrolled: true, available: true }];
const UNTIL = instant(NOW + 8 * HOUR_MS);
const REASON = 'I can see her at her desk.';

function passRequest(state: 'waiting' | 'granted' | 'declined'): NonNullable<Challenge['passRequest']> {
  const isAnswered = state !== 'waiting';
  return {
    state,
    number: 47,
    requestedAt: instant(NOW),
    leaderName: isAnswered ? 'Carys Lloyd' : null,
    until: state === 'granted' ? UNTIL : null,
  };
}

/** Somebody at the code of an app that they don't have with them. */
function withoutPhone(given: Partial<Challenge> = {}): World {
  const world = createWorld();
  submitPassword(world);
  world.answer('signInWithPassword', challenged({ methods: APP_ONLY, passOffered: true, ...given }));
  world.on('authenticator-code');
  return world;
}

function waiting(): World {
  const world = withoutPhone();
  world.intend({ kind: 'ask-team-leader' });
  world.answer('requestPass', aChallenge({ methods: APP_ONLY, passOffered: true, passRequest: passRequest('waiting') }));
  return world;
}

test('asking a team leader waits for the answer, and a pass that is granted signs in by itself', () => {
  const world = withoutPhone();
  expect(world.on('authenticator-code').passOffered).toBe(true);
  world.intend({ kind: 'ask-team-leader' });
  expect(world.on('ask-team-leader')).toMatchObject({ state: 'asking', busy: true });
  world.answer('requestPass', aChallenge({ methods: APP_ONLY, passOffered: true, passRequest: passRequest('waiting') }));
  expect(world.on('ask-team-leader')).toMatchObject({ state: 'waiting', busy: false, requestedAt: NOW, leaderName: null });

  world.pass(PASS_POLL_MS);
  world.answer('readChallenge', aChallenge({ methods: APP_ONLY, passRequest: passRequest('granted') }, world.at()));
  expect(world.on('ask-team-leader')).toMatchObject({ state: 'granted', leaderName: 'Carys Lloyd', until: Date.parse(UNTIL), busy: true });
  world.answer('usePass', signedIn({ assurance: { method: 'team-leader-pass', at: instant(NOW) }, expiresAt: UNTIL }));
  expect(world.on('signed-in').assurance.method).toBe('team-leader-pass');
});

test('who waits asks again every few seconds and no more often, also while the network is gone', () => {
  const world = waiting();
  for (let times = 1; times <= 5; times += 1) {
    world.pass(PASS_POLL_MS - 1);
    expect(world.asked('readChallenge')).toBe(times - 1);
    world.pass(1);
    expect(world.asked('readChallenge')).toBe(times);
    world.refuse('readChallenge', { kind: 'offline' });
    expect(world.on('ask-team-leader')).toMatchObject({ state: 'waiting', problem: null });
  }
});

test('a sign-in with a pass ends with the shift', () => {
  const world = waiting();
  world.pass(PASS_POLL_MS);
  world.answer('readChallenge', aChallenge({ methods: APP_ONLY, passRequest: passRequest('granted') }));
  world.answer('usePass', signedIn({ assurance: { method: 'team-leader-pass', at: instant(NOW) }, expiresAt: UNTIL }));
  world.pass(8 * HOUR_MS);
  expect(world.on('sign-in').reason).toBe('session-ended');
});

test('a refusal is shown with the leader’s name, and can be asked about once more', () => {
  const world = waiting();
  world.pass(PASS_POLL_MS);
  world.answer('readChallenge', aChallenge({ methods: APP_ONLY, passOffered: true, passRequest: passRequest('declined') }));
  expect(world.on('ask-team-leader')).toMatchObject({ state: 'declined', leaderName: 'Carys Lloyd', busy: false });
  world.pass(10 * PASS_POLL_MS);
  expect(world.asked('readChallenge')).toBe(1);
  expect(world.intend({ kind: 'ask-team-leader' })).toBe(true);
  expect(world.on('ask-team-leader').state).toBe('asking');
});

test('whoever has had too many passes is told, and is not asked to try again', () => {
  const world = withoutPhone();
  world.intend({ kind: 'ask-team-leader' });
  world.refuse('requestPass', refusal('pass-limit', { retryAfterSeconds: 86_400 }));
  expect(world.on('ask-team-leader')).toMatchObject({ state: 'limit', problem: null, busy: false });
  expect(world.intend({ kind: 'ask-team-leader' })).toBe(false);
  world.intend({ kind: 'back' });
  world.on('authenticator-code');
});

test('a request that did not reach the server is asked again on retry', () => {
  const world = withoutPhone();
  world.intend({ kind: 'ask-team-leader' });
  world.refuse('requestPass', { kind: 'timeout' });
  expect(world.on('ask-team-leader')).toMatchObject({ state: 'asking', problem: { code: 'api-timeout' } });
  expect(world.intend({ kind: 'retry' })).toBe(true);
  world.answer('requestPass', aChallenge({ methods: APP_ONLY, passOffered: true, passRequest: passRequest('waiting') }));
  expect(world.on('ask-team-leader')).toMatchObject({ state: 'waiting', problem: null });
});

test('a pass whose use did not reach the server is used on retry, and only then', () => {
  const world = waiting();
  world.pass(PASS_POLL_MS);
  world.answer('readChallenge', aChallenge({ methods: APP_ONLY, passRequest: passRequest('granted') }));
  world.refuse('usePass', { kind: 'timeout' });
  expect(world.on('ask-team-leader')).toMatchObject({ state: 'granted', busy: false, problem: { code: 'api-timeout' } });
  world.pass(60_000);
  expect(world.asked('usePass')).toBe(1);
  world.intend({ kind: 'retry' });
  world.answer('requestPass', aChallenge({ methods: APP_ONLY, passRequest: passRequest('granted') }));
  world.answer('usePass', signedIn());
  world.on('signed-in');
});

test('a pass that no longer holds when it is used shows as a refusal', () => {
  const world = waiting();
  world.pass(PASS_POLL_MS);
  world.answer('readChallenge', aChallenge({ methods: APP_ONLY, passRequest: passRequest('granted') }));
  world.refuse('usePass', refusal('pass-gone'));
  world.answer('readChallenge', aChallenge({ methods: APP_ONLY, passRequest: passRequest('declined') }));
  expect(world.on('ask-team-leader')).toMatchObject({ state: 'declined', problem: null, busy: false });
});

test('going back leads to the step before; a pass that is granted meanwhile is used on coming back, not before', () => {
  const world = waiting();
  world.intend({ kind: 'back' });
  world.on('authenticator-code');
  world.pass(PASS_POLL_MS);
  world.answer('readChallenge', aChallenge({ methods: APP_ONLY, passRequest: passRequest('granted') }, world.at()));
  expect(world.asked('usePass')).toBe(0);
  world.intend({ kind: 'ask-team-leader' });
  world.answer('requestPass', aChallenge({ methods: APP_ONLY, passRequest: passRequest('granted') }));
  world.answer('usePass', signedIn());
  world.on('signed-in');
});

test('a pass that is granted while the person is at another step shows there, and is used when they say so', () => {
  const methods: Challenge['methods'] = [...APP_ONLY, { method: 'text-message', enrolled: true, available: true }];
  const world = withoutPhone({ methods: APP_ONLY, recoveryCodesLeft: 2 });
  const asked = { methods, passOffered: true, recoveryCodesLeft: 2 };
  world.intend({ kind: 'ask-team-leader' });
  world.answer('requestPass', aChallenge({ ...asked, passRequest: passRequest('waiting') }));
  world.intend({ kind: 'back' });
  expect(world.on('authenticator-code').passGranted).toBeNull();
  world.pass(PASS_POLL_MS);
  world.answer('readChallenge', aChallenge({ ...asked, passRequest: passRequest('waiting') }, world.at()));
  world.intend({ kind: 'choose-another-method' });
  world.pass(PASS_POLL_MS);
  world.answer('readChallenge', aChallenge({ ...asked, passRequest: passRequest('granted') }, world.at()));
  expect(world.on('choose-method')).toMatchObject({
    passGranted: { leaderName: 'Carys Lloyd', until: Date.parse(UNTIL) },
    passOffered: false,
  });
  expect(world.asked('usePass')).toBe(0);
  // It is the last word, so nobody goes on asking.
  world.pass(60_000);
  expect(world.asked('readChallenge')).toBe(2);
  world.intend({ kind: 'ask-team-leader' });
  world.answer('requestPass', aChallenge({ ...asked, passRequest: passRequest('granted') }, world.at()));
  expect(world.on('ask-team-leader').passGranted).toBeNull();
  world.answer('usePass', signedIn());
  world.on('signed-in');
});

test('passes that were turned off meanwhile are said to be, and not that codes are of the wrong kind', () => {
  const world = withoutPhone();
  world.intend({ kind: 'ask-team-leader' });
  world.refuse('requestPass', refusal('method-not-allowed'));
  world.answer('readChallenge', aChallenge({ methods: APP_ONLY }));
  expect(world.on('choose-method')).toMatchObject({ passOffered: false, problem: { code: 'passes-off', reference: 'SIGNIN-PASS-01' } });
});

test('going back to a text message’s code keeps the code that was sent', () => {
  const world = createWorld();
  submitPassword(world);
  world.answer('signInWithPassword', challenged({ passOffered: true }));
  world.answer('sendTextMessage', aChallenge({ passOffered: true, textMessage: sent({ delivery: 'phone-unreachable' }) }));
  expect(world.on('text-code')).toMatchObject({ delivery: 'phone-unreachable', passOffered: true });
  world.intend({ kind: 'ask-team-leader' });
  world.answer(
    'requestPass',
    aChallenge({ passOffered: true, textMessage: sent({ delivery: 'phone-unreachable' }), passRequest: passRequest('waiting') }),
  );
  world.intend({ kind: 'back' });
  expect(world.on('text-code').numberEnding).toBe('123');
  expect(world.asked('sendTextMessage')).toBe(1);
});

test('the wait ends with the challenge', () => {
  const world = waiting();
  world.pass(10 * 60_000);
  expect(world.on('sign-in').reason).toBe('challenge-expired');
});

test('no pass is asked for where none is offered, nor in a step-up', () => {
  const world = withoutPhone({ passOffered: false });
  expect(world.on('authenticator-code').passOffered).toBe(false);
  expect(world.intend({ kind: 'ask-team-leader' })).toBe(false);

  const within = createSignedInWorld();
  within.intend({ kind: 'open-workspace', workspace: 'control' });
  within.refuse('enterApplication', refusal('step-up-needed'));
  within.answer('startStepUp', {
    outcome: 'second-factor-needed',
    challengeToken: secretToken('step-up'),
    challenge: aChallenge({ purpose: 'step-up', methods: APP_ONLY, passOffered: true }),
  });
  expect(within.on('signed-in').overlay?.step).toMatchObject({ name: 'authenticator-code', passOffered: false });
  expect(within.intend({ kind: 'ask-team-leader' })).toBe(false);
});

function leader(content: PassRequests = passRequests()): World {
  const world = createSignedInWorld({ permissions: ['customer-service-access', 'sign-in-pass-granting'] });
  world.answer('listPassRequests', content);
  return world;
}

test('a leader sees who waits as soon as she is signed in, and each change within seconds', () => {
  const world = leader(passRequests({ requests: [] }));
  expect(world.on('signed-in').passRequests).toMatchObject({ items: [], canGrant: true, grantsLeft: 20 });
  world.pass(PASS_REQUESTS_POLL_MS);
  world.answer('listPassRequests', passRequests({ serverTime: instant(world.at()) }));
  expect(world.on('signed-in').passRequests?.items).toMatchObject([{ id: REQUEST_ID, person: 'Bronwen Rees', requestedAt: NOW }]);
});

test('nobody else is shown requests, and nobody else asks for them', () => {
  const world = createSignedInWorld();
  expect(world.on('signed-in').passRequests).toBeNull();
  world.pass(60_000);
  expect(world.asked('listPassRequests')).toBe(0);
  expect(world.intend({ kind: 'grant-pass', id: REQUEST_ID, number: 47, reason: REASON })).toBe(false);
});

test('questions that go unanswered come further apart, up to a limit, and as often as before after an answer', () => {
  const world = leader();
  let wait = PASS_REQUESTS_POLL_MS;
  world.pass(wait);
  for (let asked = 2; asked < 9; asked += 1) {
    expect(world.asked('listPassRequests')).toBe(asked);
    world.refuse('listPassRequests', { kind: 'timeout' });
    expect(world.on('signed-in').passRequests?.items).toHaveLength(1);
    wait = Math.min(wait * 2, PASS_REQUESTS_POLL_MOST_MS);
    world.pass(wait - 1);
    expect(world.asked('listPassRequests')).toBe(asked);
    world.pass(1);
  }
  world.answer('listPassRequests', passRequests({}, world.at()));
  const before = world.asked('listPassRequests');
  world.pass(PASS_REQUESTS_POLL_MS);
  expect(world.asked('listPassRequests')).toBe(before + 1);
});

test('without a network, and while locked, nobody asks; afterwards at once', () => {
  const world = leader();
  world.outside({ kind: 'network', online: false });
  world.pass(10 * 60_000);
  expect(world.asked('listPassRequests')).toBe(1);
  world.outside({ kind: 'network', online: true });
  expect(world.asked('listPassRequests')).toBe(2);
  world.intend({ kind: 'lock' });
  world.pass(10 * 60_000);
  expect(world.asked('listPassRequests')).toBe(2);
  world.intend({ kind: 'unlock', password: 'SECRET-correct-horse' });
  world.answer('unlockSession', renewed({ permissions: ['sign-in-pass-granting'] }));
  expect(world.asked('listPassRequests')).toBe(3);
});

test('granting asks for a second factor over the work, goes on by itself, and says what it did', () => {
  const world = leader();
  world.intend({ kind: 'grant-pass', id: REQUEST_ID, number: 47, reason: `  ${REASON} ` });
  expect(world.on('signed-in').passRequests?.answering).toBe(REQUEST_ID);
  world.refuse('grantPass', refusal('step-up-needed'));
  world.answer('startStepUp', {
    outcome: 'second-factor-needed',
    challengeToken: secretToken('step-up'),
    challenge: aChallenge({ purpose: 'step-up', methods: APP_ONLY }),
  });
  const { page, overlay } = world.on('signed-in');
  expect(overlay).toMatchObject({ purpose: 'step-up', step: { name: 'authenticator-code' } });
  expect(page).toMatchObject({ workspace: 'customer-service-vu' });
  world.intend({ kind: 'submit-code', code: '123456' });
  world.answer('verifyAuthenticator', {
    outcome: 'met',
    ...renewed({ permissions: ['sign-in-pass-granting'], steppedUpUntil: instant(NOW + 300_000) }),
  });
  expect(world.effects.findLast((effect) => effect.kind === 'call' && effect.operation === 'grantPass')).toMatchObject({
    body: { reason: REASON },
    params: { id: REQUEST_ID },
  });
  world.answer('grantPass', { until: UNTIL, waiting: passRequests({ requests: [], grantsLeft: 19 }) });
  expect(world.on('signed-in')).toMatchObject({
    overlay: null,
    passRequests: { items: [], grantsLeft: 19, answering: null },
    passDone: { answer: 'granted', person: 'Bronwen Rees', until: Date.parse(UNTIL) },
    passProblem: null,
  });
  world.intend({ kind: 'dismiss-notice' });
  expect(world.on('signed-in').passDone).toBeNull();
});

test('a list that was being read while a request was answered does not bring the request back', () => {
  const world = leader();
  world.pass(PASS_REQUESTS_POLL_MS);
  world.intend({ kind: 'decline-pass', id: REQUEST_ID });
  world.answer('declinePass', passRequests({ requests: [] }));
  expect(world.answer('listPassRequests', passRequests())).toBe(false);
  expect(world.on('signed-in')).toMatchObject({ passRequests: { items: [] }, passDone: { answer: 'declined', until: null } });
});

test('a reason that says too little is not sent', () => {
  const world = leader();
  world.intend({ kind: 'grant-pass', id: REQUEST_ID, number: 47, reason: '  ok      ' });
  expect(world.asked('grantPass')).toBe(0);
  expect(world.on('signed-in').passProblem).toMatchObject({ id: REQUEST_ID, problem: { code: 'reason-too-short' } });
});

test('a request that somebody else answered is said where it was, and the list is read at once', () => {
  const world = leader();
  world.intend({ kind: 'grant-pass', id: REQUEST_ID, number: 47, reason: REASON });
  world.refuse('grantPass', refusal('pass-gone'));
  expect(world.on('signed-in')).toMatchObject({
    problem: null,
    passProblem: { id: REQUEST_ID, person: 'Bronwen Rees', problem: { code: 'pass-gone' } },
  });
  world.answer('listPassRequests', passRequests({ requests: [] }));
  expect(world.on('signed-in')).toMatchObject({ passRequests: { items: [] }, passProblem: { person: 'Bronwen Rees' } });
});

test('a reason that holds what must not be kept is said at the request', () => {
  const world = leader();
  world.intend({ kind: 'grant-pass', id: REQUEST_ID, number: 47, reason: 'Ring her on 07700 900123' });
  world.refuse('grantPass', refusal('reason-refused'));
  expect(world.on('signed-in').passProblem?.problem.code).toBe('reason-refused');
});

test('a wrong number is said at the request with the tries left; with the last one the list is read at once', () => {
  const world = leader();
  for (const attemptsLeft of [2, 1, 0]) {
    const asked = world.asked('listPassRequests');
    world.intend({ kind: 'grant-pass', id: REQUEST_ID, number: 12, reason: REASON });
    world.refuse('grantPass', refusal('pass-number-wrong', { attemptsLeft }));
    expect(world.on('signed-in').passProblem).toMatchObject({ id: REQUEST_ID, problem: { code: 'pass-number-wrong', attemptsLeft } });
    expect(world.asked('listPassRequests') - asked).toBe(attemptsLeft === 0 ? 1 : 0);
  }
  world.answer('listPassRequests', passRequests({ requests: [] }));
  expect(world.on('signed-in')).toMatchObject({ passRequests: { items: [] }, passProblem: { person: 'Bronwen Rees' } });
});

test('a step-up that is closed grants nothing', () => {
  const world = leader();
  world.intend({ kind: 'grant-pass', id: REQUEST_ID, number: 47, reason: REASON });
  world.refuse('grantPass', refusal('step-up-needed'));
  world.answer('startStepUp', {
    outcome: 'second-factor-needed',
    challengeToken: secretToken('step-up'),
    challenge: aChallenge({ purpose: 'step-up', methods: APP_ONLY }),
  });
  world.intend({ kind: 'back' });
  expect(world.on('signed-in')).toMatchObject({ overlay: null, passRequests: { answering: null } });
  expect(world.asked('grantPass')).toBe(1);
});

test('several requests in one person’s name are counted, so that the leader is warned', () => {
  const { requests } = passRequests();
  const [first] = requests;
  if (first === undefined) throw new Error('nobody waits');
  const other = { ...first, id: '0f0f6f7e-2b0a-4f5d-8a51-3d1f0c2b7a44' };
  const namesake = { ...first, id: '1f0f6f7e-2b0a-4f5d-8a51-3d1f0c2b7a44', email: 'bronwen.rees2@council.example' };
  const world = leader(passRequests({ requests: [first, other, namesake] }));
  const items = world.on('signed-in').passRequests?.items?.map(({ place, ofThisPerson }) => ({ place, ofThisPerson }));
  expect(items).toEqual([
    { place: 1, ofThisPerson: 2 },
    { place: 2, ofThisPerson: 2 },
    { place: 1, ofThisPerson: 1 },
  ]);
});

test.each([
  ['the strongest that they have', ['account', 'customer-service-vu'], NOW + 60_000],
  ['what one application takes', ['customer-service-vu'], null],
  ['a recovery code', [], null],
] as const)('a leader’s step-up by %s says until when no code is asked for before vouching', (_, steppedUpFor, steppedUpUntil) => {
  const permissions = ['sign-in-pass-granting'] as const;
  const world = createSignedInWorld({
    permissions: [...permissions],
    steppedUpFor: [...steppedUpFor],
    steppedUpUntil: instant(NOW + 60_000),
  });
  expect(world.on('signed-in').passRequests?.steppedUpUntil).toBe(steppedUpUntil);
});

test('a reason of one word is not sent, and what is wrong with it is said', () => {
  const world = leader();
  world.intend({ kind: 'grant-pass', id: REQUEST_ID, number: 47, reason: 'aaaaaaaaaaaa' });
  expect(world.asked('grantPass')).toBe(0);
  expect(world.on('signed-in').passProblem?.problem).toMatchObject({ code: 'reason-too-short', reasonFault: 'one-word' });
  world.intend({ kind: 'grant-pass', id: REQUEST_ID, number: 47, reason: REASON });
  world.refuse('grantPass', refusal('pass-limit', { passLimit: 'leader' }));
  expect(world.on('signed-in').passProblem?.problem).toMatchObject({ code: 'pass-limit', passLimit: 'leader' });
});
