import type { Actor } from '../../server/audit/events.ts';
import type { Operation } from '../../shared/operation.ts';
import { PASS_NUMBER_LEAST } from '../../shared/sign-in/limits.ts';
import * as passes from '../../shared/sign-in/pass-operations.ts';
import type { Challenge } from '../../shared/sign-in/schemas.ts';
import type { Answered, ApiClient } from './client.ts';
import type { PasswordRequest, SignInApi, TestPerson } from './sign-in.ts';
import { startSignInApi } from './sign-in.ts';

export const SYSTEM: Actor = { kind: 'system' };
export const MORNING = '2026-03-27T09:00:00.000Z';
export const REASON = 'Left the phone at home, sits opposite me';

export interface Leader {
  readonly person: TestPerson;
  readonly token: string;
}

/** Somebody who has asked for a pass. */
interface Asking {
  readonly person: TestPerson;
  /** Of the challenge that asked. */
  readonly token: string;
  /** As it was before asking. */
  readonly challenge: Challenge;
  readonly asked: Challenge;
  /** Of the pass. */
  readonly id: string;
  /** What the person's screen shows. */
  readonly number: number;
}

/** An API and a second instance on its database, with the means to ask for passes and to grant them. */
export interface PassApi extends SignInApi {
  readonly second: ApiClient;
  /** A leader who has just given a second factor. */
  aLeader(): Promise<Leader>;
  /** Without somebody known, it is somebody with an app on a phone that is somewhere else. */
  asking(known?: TestPerson, request?: PasswordRequest): Promise<Asking>;
  /** The same, with a leader who has granted it. */
  granted(known?: TestPerson, request?: PasswordRequest): Promise<Asking & { readonly leader: Leader }>;
  /** With the number that the person's screen shows. */
  grantPass(leader: Leader, id: string, client?: ApiClient): Promise<Answered<typeof passes.grantPass>>;
  redeemPass(token: string, client?: ApiClient): Promise<Answered<typeof passes.usePass>>;
  alertsOf(person: TestPerson): Promise<{ readonly kind: string; readonly detail: string | null }[]>;
  nameOf(person: TestPerson): Promise<string>;
}

export async function startPassApi(): Promise<PassApi> {
  const vu = await startSignInApi();
  const { client: second } = await vu.api.another();

  const aLeader: PassApi['aLeader'] = async () => {
    const person = await vu.person({ permissions: ['customer-service-access', 'sign-in-pass-granting'] });
    const { sessionToken: token } = await vu.withAuthenticator(person);
    return { person, token };
  };

  const passOf = async (challengeToken: string): Promise<string> => {
    const rows = await vu.api.database.query<{ id: string }>(
      'select id from sign_in_passes where challenge_id = (select id from challenges where token_hash = sha256($1::bytea))',
      [Buffer.from(challengeToken)],
    );
    return rows[0]?.id ?? '';
  };

  const asking: PassApi['asking'] = async (known, request) => {
    const person = known ?? (await vu.person());
    if (!known) await vu.withAuthenticator(person);
    const { challengeToken: token, challenge } = await vu.challenge(person, request);
    const asked = await vu.client.answer(passes.requestPass, { token });
    return { person, token, challenge, asked, id: await passOf(token), number: asked.passRequest?.number ?? 0 };
  };

  const numberOf = async (id: string): Promise<number> => {
    const [row] = await vu.api.database.query<{ number: number }>('select number from sign_in_passes where id = $1', [id]);
    return row?.number ?? PASS_NUMBER_LEAST;
  };

  const grantPass: PassApi['grantPass'] = async (leader, id, client = vu.client) =>
    await client.call(passes.grantPass, { token: leader.token, params: { id }, body: { number: await numberOf(id), reason: REASON } });

  return {
    ...vu,
    second,
    aLeader,
    asking,
    granted: async (known, request) => {
      const leader = await aLeader();
      const asked = await asking(known, request);
      const answered = await grantPass(leader, asked.id);
      if (!answered.ok) throw new Error(`the pass was not granted: ${answered.error.code}`);
      return { ...asked, leader };
    },
    grantPass,
    redeemPass: (token, client = vu.client) => client.call(passes.usePass, { token }),
    alertsOf: (person) =>
      vu.api.database.query<{ kind: string; detail: string | null }>('select kind, detail from alerts where user_id = $1', [person.id]),
    nameOf: async (person) => {
      const [row] = await vu.api.database.query<{ name: string }>('select name from users where id = $1', [person.id]);
      return row?.name ?? '';
    },
  };
}

/** `done`, or why it was refused. */
export const resultOf = <O extends Operation>(answered: Answered<O>): string => (answered.ok ? 'done' : answered.error.code);
