import { afterEach, beforeEach, expect, test } from 'vitest';
import { COMPUTER_SERVICE, KEYCHAIN_SERVICE } from '../../electron/keychain/device-trust.ts';
import type { Engine } from '../../electron/sign-in/engine.ts';
import { issueHelpDeskCode } from '../../server/sign-in/help-desk-code.ts';
import type { StartedApi } from '../support/api.ts';
import { startApi } from '../support/api.ts';
import { usedUpGuesses } from '../support/guesses.ts';
import type { Computer, WindowlessDesktop } from '../support/windowless-desktop.ts';
import { newComputer, signedInWithoutTrust, startWindowlessDesktop } from '../support/windowless-desktop.ts';

/** The desktop on a computer that somebody has signed in on before, and on one that they haven't, while strangers guess. */
let api: StartedApi;
const engines: Engine[] = [];
beforeEach(async () => {
  api = await startApi();
});
afterEach(async () => {
  for (const engine of engines.splice(0)) engine.dispose();
  await api.close();
});

function startDesktop(computer: Computer): WindowlessDesktop {
  const desktop = startWindowlessDesktop(api, computer);
  engines.push(desktop.engine);
  return desktop;
}

const KEY = 'authenticator';

async function strangersGuess(): Promise<void> {
  const { text, values } = usedUpGuesses(api.person(KEY).email, api.clock.now());
  await api.database.query(text, values);
}

async function enterCode(desktop: WindowlessDesktop): Promise<void> {
  await desktop.on('authenticator-code');
  desktop.send({ kind: 'submit-code', code: api.authenticatorCode(api.person(KEY)) });
  await signedInWithoutTrust(desktop);
}

const entries = ({ keychain }: Computer, service: string): string[] =>
  [...keychain.keys()].filter((name) => name.startsWith(`${service} `));

test('a computer that somebody has signed in on keeps a token in the keychain, apart from trust, and is held up by no stranger', async () => {
  const computer = newComputer();
  const first = startDesktop(computer);
  first.signIn(KEY);
  await enterCode(first);
  expect(entries(computer, COMPUTER_SERVICE)).toHaveLength(1);
  expect(entries(computer, KEYCHAIN_SERVICE)).toHaveLength(0);
  const [token = ''] = computer.keychain.values();
  expect(JSON.stringify(first.views)).not.toContain(token);
  await strangersGuess();
  api.clock.advance({ minutes: 1 });
  const second = startDesktop(computer);
  second.signIn(KEY);
  await enterCode(second);
});

test('a new computer is asked for a code from the help desk while strangers may guess no more, and is known afterwards', async () => {
  const { email, password } = api.person(KEY);
  await strangersGuess();
  const computer = newComputer();
  const desktop = startDesktop(computer);
  desktop.signIn(KEY);
  expect(await desktop.on('sign-in', (screen) => screen.problem !== null)).toMatchObject({ problem: { code: 'new-computer-code-needed' } });
  const [person] = await api.database.query<{ id: string }>('select id from users where email = $1', [email]);
  const whose = { userId: person?.id ?? '', purpose: 'new-computer', issuer: null, reason: 'Rang from their new desk' } as const;
  const frame = { actor: { kind: 'system' }, application: null, network: null, reference: null } as const;
  const { code } = await api.services.database
    .transaction()
    .execute((transaction) => issueHelpDeskCode(api.services, transaction, whose, frame, api.clock.now()));
  const submit = { kind: 'submit-password', email, password, application: 'customer-service-vu' } as const;
  desktop.send({ ...submit, helpDeskCode: code });
  await enterCode(desktop);
  expect(entries(computer, COMPUTER_SERVICE)).toHaveLength(1);
  expect(JSON.stringify(desktop.views)).not.toContain(code);
});
