import { afterAll, beforeAll, expect, test } from 'vitest';
import * as operations from '../../shared/sign-in/operations.ts';
import type { CodesApi } from '../support/code-challenges.ts';
import { startCodesApi } from '../support/code-challenges.ts';
import { wrongAuthenticatorCode } from '../support/sign-in.ts';

/** Nothing that is secret can be read anywhere but where it is meant to be. */

let vu: CodesApi;
beforeAll(async () => {
  vu = await startCodesApi();
});
afterAll(() => vu.close());

test('no code, secret, token or whole number is in the trail, the log or an error', async () => {
  const { person, secret, token } = await vu.authenticatorChallenge();
  await vu.verifyApp(token, wrongAuthenticatorCode(vu, secret));
  const code = vu.nextCode(secret);
  const answer = await vu.client.answer(operations.verifyAuthenticator, { token, body: { code } });
  const texts = await vu.textChallenge();
  await vu.verifyText(texts.token, texts.code);
  const rows = await vu.api.database.query<{ content: string }>('select content from audit_entry');
  const everything = `${rows.map((row) => row.content).join('\n')}\n${JSON.stringify(vu.api.log)}`;
  const session = answer.outcome === 'signed-in' ? answer.sessionToken : '';
  for (const secretText of [secret, token, session, texts.code, texts.token, texts.person.phone, person.password, person.email]) {
    expect(everything).not.toContain(secretText);
  }
  expect(everything).not.toMatch(new RegExp(`(?<![0-9a-f-])${code}(?![0-9a-f-])`));
});

test('at rest there are only hashes of codes and tokens, and ciphertext of secrets', async () => {
  const { secret, token } = await vu.authenticatorChallenge();
  const texts = await vu.textChallenge();
  const tables = await vu.api.database.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
  );
  for (const { name } of tables) {
    const rows = await vu.api.database.query<{ row: string }>(`select t::text as row from ${name} t`);
    const text = rows.map((row) => row.row).join('\n');
    for (const plain of [secret, token, texts.code, texts.token]) {
      expect(text).not.toContain(plain);
      expect(text).not.toContain(Buffer.from(plain).toString('hex'));
    }
  }
});
