import { expect, test } from 'vitest';
import { NOT_MANAGED } from '../../electron/sign-in/managed.ts';
import {
  ABOUT,
  challenged,
  createWorld,
  EMAIL,
  ENROLMENT,
  instant,
  NOW,
  PASSWORD,
  refusal,
  secretToken,
  sent,
  signedIn,
  submitPassword,
  type World,
} from '../support/workflow.ts';

const BOTH = [
  { method: 'authenticator', enrolled: true, available: true },
  { method: 'text-message', enrolled: true, available: true },
] as const;
const NEITHER = BOTH.map((offer) => ({ ...offer, enrolled: false }));
const APP_ONLY = [{ method: 'authenticator', enrolled: false, available: true }] as const;

test('the sign-in form is there at once, without waiting for the API to say what it is', () => {
  const world = createWorld();
  expect(world.on('sign-in')).toMatchObject({ busy: false, problem: null, email: '' });
  expect(world.asked('about')).toBe(1);
});

test('without an address the first screen asks for one, and an address that answers leads to sign-in', () => {
  const world = createWorld({ address: null });
  expect(world.on('connect')).toMatchObject({ busy: false });
  world.intend({ kind: 'connect', address: ' vu.council.example ' });
  const asked = world.take('agree-on-address');
  expect(asked).toMatchObject({ from: null, typed: 'vu.council.example' });
  expect(world.on('connect').busy).toBe(true);
  expect(world.effects.map(({ kind }) => kind)).not.toContain('connect');
  world.happen({ kind: 'address-agreed', attempt: asked.attempt, address: 'https://vu.council.example', agreed: true });
  const { attempt, address } = world.take('connect');
  expect(address).toBe('https://vu.council.example');
  expect(world.on('connect').busy).toBe(true);
  world.happen({ kind: 'connected', attempt, result: { ok: true, address: 'https://vu.council.example', about: ABOUT } });
  expect(world.on('sign-in').problem).toBeNull();
  expect(world.view().about).toEqual(ABOUT);
  expect(world.take('use-address').address).toBe('https://vu.council.example');
});

test.each([
  ['address-insecure', 'address-insecure'],
  ['address-invalid', 'address-invalid'],
  [{ kind: 'not-vu-api' }, 'not-vu-api'],
  [{ kind: 'certificate' }, 'certificate-refused'],
] as const)('an address that fails with %j stays on the connect screen and says so', (problem, code) => {
  const world = createWorld({ address: null });
  world.intend({ kind: 'connect', address: 'vu.example' });
  agree(world);
  world.happen({ kind: 'connected', attempt: world.take('connect').attempt, result: { ok: false, problem } });
  expect(world.on('connect')).toMatchObject({ address: 'vu.example', busy: false, problem: { code } });
});

test('an address that IT manages cannot be changed', () => {
  const world = createWorld({ addressManaged: true });
  expect(world.intend({ kind: 'change-address' })).toBe(false);
  expect(world.view().addressManaged).toBe(true);
});

test('tokens for one API are never sent to another one that was connected to later', () => {
  const world = createWorld();
  submitPassword(world);
  world.answer('signInWithPassword', signedIn());
  world.intend({ kind: 'sign-out' });
  world.refuse('signOut', { kind: 'offline' });
  world.intend({ kind: 'change-address' });
  world.intend({ kind: 'connect', address: 'other.example' });
  agree(world);
  world.happen({
    kind: 'connected',
    attempt: world.take('connect').attempt,
    result: { ok: true, address: 'https://other.example', about: ABOUT },
  });
  world.pass(3_600_000);
  expect(world.asked('signOut')).toBe(1);
});

/** The person says yes, or no, to the address that they are asked about. */
function agree(world: World, agreed = true): void {
  const { attempt, typed } = world.take('agree-on-address');
  world.happen({ kind: 'address-agreed', attempt, address: `https://${typed}`, agreed });
}

test('who keeps the address is back at the form, nothing was asked of the other one, and after three times nobody asks again', () => {
  const world = createWorld();
  for (let times = 0; times < 3; times += 1) {
    expect(world.view().addressManaged).toBe(false);
    world.intend({ kind: 'change-address' });
    world.intend({ kind: 'connect', address: 'other.example' });
    agree(world, false);
    world.on('sign-in');
  }
  expect(world.effects.filter(({ kind }) => kind === 'connect' || kind === 'use-address')).toEqual([]);
  expect(world.intend({ kind: 'change-address' })).toBe(false);
  expect(world.view().addressManaged).toBe(true);
});

test('a yes that comes when the change was given up changes nothing, nor does an answer that comes then', () => {
  const world = createWorld();
  world.intend({ kind: 'change-address' });
  world.intend({ kind: 'connect', address: 'other.example' });
  world.intend({ kind: 'back' });
  agree(world);
  expect(world.effects.map(({ kind }) => kind)).not.toContain('connect');
  world.intend({ kind: 'change-address' });
  world.intend({ kind: 'connect', address: 'other.example' });
  agree(world);
  world.intend({ kind: 'back' });
  submitPassword(world);
  const { attempt } = world.take('connect');
  world.happen({ kind: 'connected', attempt, result: { ok: true, address: 'https://other.example', about: ABOUT } });
  expect(world.effects.map(({ kind }) => kind)).not.toContain('use-address');
});

test('no address is given while a password is on its way, or to one that was turned away', () => {
  const world = createWorld();
  submitPassword(world);
  expect(world.intend({ kind: 'change-address' })).toBe(false);
  world.refuse('signInWithPassword', refusal('application-not-permitted'));
  world.on('application-not-permitted');
  expect(world.intend({ kind: 'change-address' })).toBe(false);
});

test('once IT has set an address, or something that can’t be read, the one that is being given is given up', () => {
  for (const change of [{ address: true }, { fault: 'POLICY-01' }]) {
    const world = createWorld();
    world.intend({ kind: 'change-address' });
    world.intend({ kind: 'connect', address: 'other.example' });
    world.outside({ kind: 'managed', managed: { ...NOT_MANAGED, anything: true, ...change } });
    world.on('sign-in');
    agree(world);
    expect(world.effects.map(({ kind }) => kind)).not.toContain('connect');
    expect(world.intend({ kind: 'change-address' })).toBe(false);
  }
});

test('a change of address can be gone back from', () => {
  const world = createWorld();
  world.intend({ kind: 'change-address' });
  expect(world.on('connect').address).toBe('https://vu.council.example');
  expect(world.intend({ kind: 'back' })).toBe(true);
  world.on('sign-in');
});

test('an API that cannot be reached at start is told of on the form, and forgotten once it can', () => {
  const world = createWorld();
  world.refuse('about', { kind: 'unreachable' });
  expect(world.on('sign-in').problem).toMatchObject({ code: 'api-unreachable', reference: 'SIGNIN-NET-02', retryable: true });
  world.intend({ kind: 'retry' });
  expect(world.asked('about')).toBe(2);
  world.answer('about', ABOUT);
  expect(world.on('sign-in').problem).toBeNull();
});

test('a missing e-mail address or password is said without asking the API', () => {
  const world = createWorld();
  world.intend({ kind: 'submit-password', email: '  ', password: 'x', application: 'control' });
  expect(world.on('sign-in').problem?.code).toBe('email-missing');
  world.intend({ kind: 'submit-password', email: EMAIL, password: '', application: 'control' });
  expect(world.on('sign-in')).toMatchObject({ problem: { code: 'password-missing' }, email: EMAIL, application: 'control' });
  expect(world.asked('signInWithPassword')).toBe(0);
});

test('pressing Enter twice sends the password once', () => {
  const world = createWorld();
  expect(submitPassword(world)).toBe(true);
  expect(submitPassword(world)).toBe(false);
  expect(world.asked('signInWithPassword')).toBe(1);
});

test('a wrong password keeps the e-mail address and says so', () => {
  const world = createWorld();
  submitPassword(world);
  world.refuse('signInWithPassword', refusal('credentials-refused'));
  expect(world.on('sign-in')).toMatchObject({
    email: EMAIL,
    busy: false,
    problem: { code: 'credentials-refused', reference: 'SIGNIN-4XX-ref-42' },
  });
});

test('with two-factor turned off the password alone signs in', () => {
  const world = createWorld();
  submitPassword(world);
  world.answer('signInWithPassword', signedIn({ twoFactor: false }));
  expect(world.on('signed-in')).toMatchObject({
    twoFactor: false,
    person: 'Asha Patel',
    page: { name: 'workspace', workspace: 'customer-service-vu' },
  });
});

test('one enrolled method is gone straight to: the text message is sent at once and the form stays busy meanwhile', () => {
  const world = createWorld();
  submitPassword(world);
  world.answer('signInWithPassword', challenged());
  expect(world.on('sign-in')).toMatchObject({ busy: true, email: EMAIL });
  world.answer('sendTextMessage', challenged({ textMessage: sent() }).challenge);
  expect(world.on('text-code')).toMatchObject({
    numberEnding: '123',
    firstTime: false,
    sends: 1,
    attemptsLeft: 5,
    canChooseAnother: false,
  });
});

test('one enrolled authenticator is gone straight to', () => {
  const world = createWorld();
  submitPassword(world);
  world.answer('signInWithPassword', challenged({ methods: [BOTH[0]] }));
  expect(world.on('authenticator-code')).toMatchObject({ busy: false, canChooseAnother: false });
});

test('with several enrolled methods the person chooses, and can choose another', () => {
  const world = createWorld();
  submitPassword(world);
  world.answer('signInWithPassword', challenged({ methods: [...BOTH], recoveryCodesLeft: 3 }));
  expect(world.on('choose-method')).toMatchObject({ mustEnrol: false, recoveryCodesLeft: 3 });
  world.intend({ kind: 'choose-method', method: 'authenticator' });
  expect(world.on('authenticator-code').canChooseAnother).toBe(true);
  world.intend({ kind: 'choose-another-method' });
  world.on('choose-method');
});

test('a method that the person does not have is not offered beside one that they have: it would be a way round', () => {
  const world = createWorld();
  submitPassword(world);
  const methods = [{ ...BOTH[0], enrolled: false }, BOTH[1]];
  world.answer('signInWithPassword', challenged({ methods, textMessage: sent() }));
  expect(world.on('text-code').canChooseAnother).toBe(false);
  expect(world.intend({ kind: 'choose-method', method: 'authenticator' })).toBe(false);
  expect(world.asked('enrolAuthenticator')).toBe(0);
});

test('a person with no method chooses one to set up', () => {
  const world = createWorld();
  submitPassword(world);
  world.answer('signInWithPassword', challenged({ methods: NEITHER, mustEnrol: true, recoveryCodesLeft: 0 }));
  expect(world.on('choose-method')).toMatchObject({ mustEnrol: true });
  world.intend({ kind: 'choose-method', method: 'text-message' });
  expect(world.on('phone-number')).toMatchObject({ phoneNumber: '', canChooseAnother: true });
});

test('a person with no method, where only one is allowed, goes straight to its enrolment', () => {
  const world = createWorld();
  submitPassword(world);
  world.answer('signInWithPassword', challenged({ methods: [...APP_ONLY], mustEnrol: true }));
  expect(world.on('sign-in').busy).toBe(true);
  world.answer('enrolAuthenticator', ENROLMENT);
  expect(world.on('link-authenticator')).toMatchObject({ key: ENROLMENT.key, qr: { size: 21 }, copied: false });
  world.intend({ kind: 'submit-code', code: '123 456' });
  expect(world.take('call')).toBeDefined();
});

test('the authenticator key is copied, cleared again after a while, and "copied" shows for a moment', () => {
  const world = createWorld();
  submitPassword(world);
  world.answer('signInWithPassword', challenged({ methods: [...APP_ONLY], mustEnrol: true }));
  world.answer('enrolAuthenticator', ENROLMENT);
  world.intend({ kind: 'copy-authenticator-key' });
  expect(world.take('copy')).toMatchObject({ text: ENROLMENT.key, clearAfterMs: 60_000 });
  expect(world.on('link-authenticator').copied).toBe(true);
  world.pass(4_000);
  expect(world.on('link-authenticator').copied).toBe(false);
});

test.each([
  ['codes-locked', { lockedUntil: instant(NOW + 900_000) }, { name: 'locked-out', until: NOW + 900_000 }],
  ['codes-locked', { lockedUntil: null }, { name: 'locked-out', until: null }],
  ['second-factor-not-set-up', {}, { name: 'not-set-up', email: EMAIL }],
  ['application-not-permitted', {}, { name: 'application-not-permitted', application: 'customer-service-vu' }],
] as const)('a password refused with %s %j has a screen of its own, with a way back', (code, details, screen) => {
  const world = createWorld();
  submitPassword(world);
  world.refuse('signInWithPassword', refusal(code, details));
  expect(world.screen()).toEqual(screen);
  expect(world.intend({ kind: 'back' })).toBe(true);
  expect(world.on('sign-in').email).toBe(EMAIL);
});

test('the password is nowhere in the state once it has been sent', () => {
  const world = createWorld();
  submitPassword(world);
  expect(JSON.stringify(world.effects)).toContain(PASSWORD);
  expect(JSON.stringify(world.state())).not.toContain(PASSWORD);
});

test('an answer to a sign-in that was given up changes nothing, and its session is handed back to the server', () => {
  const world = createWorld();
  submitPassword(world);
  expect(world.intend({ kind: 'back' })).toBe(true);
  const before = world.view();
  expect(world.answer('signInWithPassword', signedIn())).toBe(false);
  expect(world.view()).toEqual(before);
  expect(world.pending().at(-1)).toMatchObject({ operation: 'signOut', bearer: secretToken('session') });
});

test('a challenge that comes too late is cancelled at the server', () => {
  const world = createWorld();
  submitPassword(world);
  world.intend({ kind: 'back' });
  expect(world.answer('signInWithPassword', challenged())).toBe(false);
  expect(world.pending().at(-1)).toMatchObject({ operation: 'cancelChallenge', bearer: secretToken('challenge') });
});

test('countdowns are by this computer’s clock, however wrong it is', () => {
  const world = createWorld();
  submitPassword(world);
  const server = NOW + 3_600_000;
  world.answer('signInWithPassword', challenged({}, 'none', server));
  world.answer('sendTextMessage', challenged({ textMessage: sent({}, server) }, 'none', server).challenge);
  expect(world.on('text-code')).toMatchObject({ resendAt: NOW + 60_000, codeExpiresAt: NOW + 600_000 });
});

test('the language changes at any moment and is remembered', () => {
  const world = createWorld();
  world.intend({ kind: 'choose-language', language: 'cy' });
  expect(world.view().language).toBe('cy');
  expect(world.take('save').remembered).toEqual({ language: 'cy', application: 'customer-service-vu', email: null });
});

test('the application that was last signed in to is remembered, the person is not', () => {
  const world = createWorld();
  submitPassword(world, 'control');
  world.answer('signInWithPassword', signedIn({ application: 'control', trustOffer: null }));
  expect(world.take('save').remembered).toEqual({ language: 'en', application: 'control', email: null });
});
