import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as operations from '../../shared/sign-in/operations.ts';
import type { ApiClient } from '../support/client.ts';
import type { SignInApi, TestPerson } from '../support/sign-in.ts';
import { startSignInApi, wrongAuthenticatorCode, wrongTextCode } from '../support/sign-in.ts';

/** Codes of many people at once share a transaction (server/sign-in/attempt.ts). Nobody may notice. */
let vu: SignInApi;
let other: ApiClient;
beforeAll(async () => {
  vu = await startSignInApi();
  other = (await vu.api.another()).client;
});
afterAll(() => vu.close());

interface Ready {
  readonly person: TestPerson;
  readonly token: string;
  readonly right: string;
  readonly wrong: string;
  readonly operation: typeof operations.verifyAuthenticator | typeof operations.verifyTextMessage;
}

/** Everybody enrols first and begins to sign in afterwards, within the time that a code is good for. */
async function ready({ apps, texts }: { readonly apps: number; readonly texts: number }): Promise<Ready[]> {
  const withApps: { person: TestPerson; secret: string }[] = [];
  for (let count = 0; count < apps; count += 1) {
    const person = await vu.person();
    withApps.push({ person, secret: (await vu.withAuthenticator(person)).secret });
  }
  const withTexts: TestPerson[] = [];
  for (let count = 0; count < texts; count += 1) {
    const person = await vu.person();
    await vu.withText(person);
    withTexts.push(person);
  }
  vu.clock.advance({ minutes: 2 });
  const all: Ready[] = [];
  for (const { person, secret } of withApps) {
    const { challengeToken: token } = await vu.challenge(person);
    all.push({
      person,
      token,
      right: vu.codeNow(secret),
      wrong: wrongAuthenticatorCode(vu, secret),
      operation: operations.verifyAuthenticator,
    });
  }
  for (const person of withTexts) {
    const { challengeToken: token } = await vu.challenge(person);
    await vu.client.answer(operations.sendTextMessage, { token });
    const right = vu.phones.codeTo(person.phone);
    all.push({ person, token, right, wrong: wrongTextCode(right), operation: operations.verifyTextMessage });
  }
  return all;
}

const give = (client: ApiClient, { operation, token }: Ready, code: string) => client.call(operation, { token, body: { code } });

async function counters(person: TestPerson): Promise<{ wrong: number; sessions: number; attempts: number }> {
  const [row] = await vu.api.database.query<{ wrong: number; sessions: number; attempts: number }>(
    `select wrong_codes as wrong, (select count(*)::int from sessions where user_id = users.id and ended_at is null) as sessions,
       (select attempts from challenges where user_id = users.id order by created_at desc limit 1) as attempts
     from users where id = $1`,
    [person.id],
  );
  return row ?? { wrong: -1, sessions: -1, attempts: -1 };
}

test('of many people who give codes at once, each gets what their own code is worth, and nobody else’s session', async () => {
  const people = await ready({ apps: 9, texts: 5 });
  const before = await Promise.all(people.map(({ person }) => counters(person)));
  const isRight = (at: number) => at % 3 !== 0;
  const answers = await Promise.all(
    people.map((each, at) => give(at % 2 === 0 ? vu.client : other, each, isRight(at) ? each.right : each.wrong)),
  );
  for (const [at, answer] of answers.entries()) {
    const { person } = people[at] as Ready;
    const after = await counters(person);
    if (!isRight(at)) {
      expect(answer.ok ? 'accepted' : answer.error.code, person.email).toBe('code-wrong');
      expect(after).toEqual({ wrong: 1, sessions: before[at]?.sessions, attempts: 1 });
      continue;
    }
    if (!answer.ok || answer.answer.outcome !== 'signed-in') throw new Error(`${person.email} wasn’t signed in`);
    expect(answer.answer.session.person.email).toBe(person.email);
    expect(after).toEqual({ wrong: 0, sessions: (before[at]?.sessions ?? 0) + 1, attempts: 0 });
    const session = await vu.client.answer(operations.readSession, { token: answer.answer.sessionToken });
    expect(session.person.email).toBe(person.email);
    const kinds = await vu.trail(person);
    expect(kinds.filter((kind) => kind === 'code-accepted' || kind === 'signed-in').slice(-2)).toEqual(['code-accepted', 'signed-in']);
  }
});

test('somebody who is held up elsewhere holds up nobody else, and is answered when they are free', async () => {
  const people = await ready({ apps: 4, texts: 2 });
  const [held, ...others] = people as [Ready, ...Ready[]];
  const elsewhere = new pg.Client({ connectionString: vu.api.database.url });
  await elsewhere.connect();
  try {
    await elsewhere.query('begin');
    await elsewhere.query('select from users where id = $1 for update', [held.person.id]);
    let isHeldAnswered = false;
    const waiting = give(vu.client, held, held.right).then((answer) => {
      isHeldAnswered = true;
      return answer;
    });
    const answers = await Promise.all(others.map((each) => give(vu.client, each, each.right)));
    expect(answers.every(({ ok }) => ok)).toBe(true);
    expect(isHeldAnswered).toBe(false);
    await elsewhere.query('commit');
    expect((await waiting).ok).toBe(true);
  } finally {
    await elsewhere.end();
  }
});

test('what is broken about one person breaks nobody else’s sign-in', async () => {
  const people = await ready({ apps: 4, texts: 2 });
  const [broken, ...others] = people as [Ready, ...Ready[]];
  await vu.api.database.query("update authenticator_factors set key_id = 'lost' where user_id = $1", [broken.person.id]);
  const [answer, ...answers] = await Promise.all(people.map((each) => give(vu.client, each, each.right)));
  expect(answers.every(({ ok }) => ok)).toBe(true);
  expect(answer).toMatchObject({ ok: false, error: { code: 'internal' } });
  expect(await counters(broken.person)).toMatchObject({ wrong: 0, attempts: 0 });
  for (const { person } of others) expect((await counters(person)).wrong).toBe(0);
});

test('a challenge that is cancelled while codes are given lets nobody in afterwards, and a met one can’t be cancelled', async () => {
  for (let count = 0; count < 4; count += 1) {
    const [one, company] = (await ready({ apps: 2, texts: 0 })) as [Ready, Ready];
    const { sessions } = await counters(one.person);
    const [given] = await Promise.all([
      give(vu.client, one, one.right),
      give(vu.client, company, company.right),
      other.call(operations.cancelChallenge, { token: one.token }),
    ]);
    const [ended] = await vu.api.database.query<{ because: string }>(
      'select ended_because as because from challenges where user_id = $1 order by created_at desc limit 1',
      [one.person.id],
    );
    expect(ended?.because).toBe(given.ok ? 'met' : 'cancelled');
    expect((await counters(one.person)).sessions).toBe(sessions + (given.ok ? 1 : 0));
  }
});

test('session tokens that are looked up together never answer for each other', async () => {
  const tokens: { token: string; email: string }[] = [];
  for (let count = 0; count < 12; count += 1) {
    const person = await vu.person();
    tokens.push({ token: (await vu.withText(person)).sessionToken, email: person.email });
  }
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, at) => {
      const { token } = tokens[at % tokens.length] as { token: string };
      // Every fifth is a token that was never given out.
      return vu.client.call(operations.readSession, { token: at % 5 === 0 ? `${token.slice(0, -4)}AAAA` : token });
    }),
  );
  for (const [at, answer] of answers.entries()) {
    if (at % 5 === 0) expect(answer).toMatchObject({ ok: false, error: { code: 'not-signed-in' } });
    else expect(answer).toMatchObject({ ok: true, answer: { person: { email: tokens[at % tokens.length]?.email } } });
  }
});
