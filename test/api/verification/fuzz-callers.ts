import { randomUUID } from 'node:crypto';
import { hoursAfter, minutesAfter } from '../../../server/sign-in/instants.ts';
import { DISMISSABLE_HOURS, STEP_UP_MINUTES } from '../../../shared/sign-in/limits.ts';
import * as operations from '../../../shared/sign-in/operations.ts';
import * as passes from '../../../shared/sign-in/pass-operations.ts';
import type { TestPerson } from '../../support/sign-in.ts';
import type { Attacked } from './attack.ts';
import { signedIn, textChallenge } from './attack.ts';

/** Who makes requests, since no single person may do all that the contract has: each is where something can be done. */

/** What somebody has at the moment. */
export interface Caller {
  readonly session: string | null;
  readonly challenge: string | null;
  /** What must not come back in any answer. */
  readonly secrets: readonly string[];
  /** What is right at this moment, by what stands for it in a request that was made before. */
  readonly right: Readonly<Record<string, string | number>>;
}

export type UsedUp = ReadonlySet<'session' | 'challenge'>;
/** Makes anew what is used up, with somebody else where it must be. */
type Renew = (usedUp: UsedUp) => Promise<Caller>;

export type CallerName = 'everything' | 'recovering' | 'replacing' | 'newcomer' | 'phone-forgotten' | 'vouched-for' | 'leader' | 'manager';

const SYSTEM = { kind: 'system' } as const;
/** Shares of the limits on passes (shared/sign-in/limits.ts) that one person can have without coming near them. */
const ASKS_EACH = 3;
const GRANTS_EACH = 15;

/** Somebody who is let in again and again, until that fails: another then, since their app was removed or their password changed. */
function lasting<Person>(
  make: () => Promise<Person>,
  enter: (person: Person, before: Caller | null, usedUp: UsedUp) => Promise<Caller>,
): Renew {
  let person: Person | null = null;
  let before: Caller | null = null;
  return async (usedUp) => {
    if (person !== null) {
      const again = await enter(person, before, usedUp).catch(() => null);
      if (again !== null) {
        before = again;
        return again;
      }
    }
    person = await make();
    before = await enter(person, null, new Set());
    return before;
  };
}

export function fuzzCallers(vu: Attacked): Readonly<Record<CallerName, Renew>> {
  const withApp = async (options?: Parameters<Attacked['person']>[0], request?: Parameters<Attacked['challenge']>[1]) => {
    const person = await vu.person(options);
    const { secret } = await vu.withAuthenticator(person, request);
    return { person, secret };
  };
  type WithApp = Awaited<ReturnType<typeof withApp>>;

  /** A new sign-in by the app. */
  const byApp = async ({ person, secret }: WithApp, request?: Parameters<Attacked['challenge']>[1]) => {
    await vu.admin.unlockCodes(SYSTEM, person.id);
    vu.clock.advance({ minutes: 1 });
    const { challengeToken: token } = await vu.challenge(person, request);
    return signedIn(await vu.client.answer(operations.verifyAuthenticator, { token, body: { code: vu.codeNow(secret) } }));
  };

  const aLeader = async () => ({
    ...(await withApp({ permissions: ['customer-service-access', 'sign-in-pass-granting'] })),
    granted: 0,
    session: '',
    freshUntil: 0,
  });
  let granter: Awaited<ReturnType<typeof aLeader>> | null = null;
  let asker: (WithApp & { asked: number }) | null = null;
  /** Somebody whose phone is somewhere else, and who has asked for a pass. */
  const waiting = async () => {
    // Nobody can ask where there is nobody to ask.
    granter ??= await aLeader();
    if (asker === null || asker.asked === ASKS_EACH) asker = { ...(await withApp()), asked: 0 };
    asker.asked += 1;
    const { person, secret } = asker;
    const { challengeToken: token } = await vu.challenge(person);
    await vu.client.answer(passes.requestPass, { token });
    const [row] = await vu.query<{ id: string; number: number }>(
      'select id, number from sign_in_passes where challenge_id = (select id from challenges where token_hash = sha256($1::bytea))',
      [Buffer.from(token)],
    );
    return { token, id: row?.id ?? '', number: row?.number ?? 0, secrets: [token, secret, person.phone] };
  };

  const grant = async ({ id, number }: { id: string; number: number }): Promise<void> => {
    if (granter === null || granter.granted === GRANTS_EACH) granter = await aLeader();
    granter.granted += 1;
    if (vu.clock.now().getTime() >= granter.freshUntil) {
      granter.session = (await byApp(granter)).sessionToken;
      granter.freshUntil = minutesAfter(vu.clock.now(), STEP_UP_MINUTES).getTime();
    }
    const { session: token } = granter;
    await vu.client.answer(passes.grantPass, { token, params: { id }, body: { number, reason: 'Sits opposite me, phone at home' } });
  };

  /** An alert that its owner may dismiss: only time lets go those that these people cause. */
  const oldAlert = async (userId: string): Promise<string> => {
    const id = randomUUID();
    const at = hoursAfter(vu.clock.now(), -DISMISSABLE_HOURS);
    await vu.query("insert into alerts (id, user_id, kind, at) values ($1, $2, 'computer-ended', $3)", [id, userId, at]);
    return id;
  };

  let enteredTimes = 0;
  return {
    /** Has both factors and recovery codes, a session with a fresh code in it, and a challenge with a message on its way. */
    everything: lasting(vu.withEverything, async ({ person, secret, recoveryCodes }, before, usedUp) => {
      let { session, challenge, right } = before ?? { session: null, challenge: null, right: {} };
      const secrets = new Set([...(before?.secrets ?? []), secret, ...recoveryCodes, person.phone, person.phone.slice(-6)]);
      await vu.admin.unlockCodes(SYSTEM, person.id);
      if (session === null || usedUp.has('session')) {
        const entered = await byApp({ person, secret });
        session = entered.sessionToken;
        // Every other time, so that somebody may do so who has not.
        enteredTimes += 1;
        if (enteredTimes % 2 === 0) await vu.client.answer(operations.trustThisComputer, { token: session });
        const { trustedDevices, sessions } = await vu.client.answer(operations.readMySecurity, { token: session });
        const other = sessions.find(({ thisSession }) => !thisSession)?.id ?? '';
        right = { ...right, alert: await oldAlert(person.id), trusted: trustedDevices[0]?.id ?? '', other };
      }
      if (challenge === null || usedUp.has('challenge')) {
        // Further apart than the limit on messages.
        vu.clock.advance({ minutes: 2 });
        const started = await textChallenge(vu, person);
        challenge = started.challengeToken;
        const [sent] = await vu.query<{ id: string }>(
          'select notify_id as id from sends where user_id = $1 and notify_id is not null order by reserved_at desc limit 1',
          [person.id],
        );
        right = { ...right, texted: started.code, message: sent?.id ?? '' };
        secrets.add(started.code);
      }
      for (const token of [session, challenge]) secrets.add(token);
      // Away from the step whose code opened the session.
      vu.clock.advance({ seconds: 30 });
      const now = {
        ...right,
        get shown() {
          return vu.codeNow(secret);
        },
      };
      return { session, challenge, secrets: [...secrets], right: now };
    }),

    /** Has a recovery code for each time. */
    recovering: lasting(
      async () => {
        const victim = await vu.withEverything();
        return { person: victim.person, codes: [...victim.recoveryCodes], secrets: [victim.secret, ...victim.recoveryCodes] };
      },
      async ({ person, codes, secrets }) => {
        const code = codes.pop();
        if (code === undefined) throw new Error('no codes are left');
        await vu.admin.unlockCodes(SYSTEM, person.id);
        const { challengeToken: challenge } = await vu.challenge(person);
        return { session: null, challenge, secrets: [...secrets, challenge, person.phone], right: { recovery: code } };
      },
    ),

    /** Is in by a recovery code, and has a code from the help desk for replacing the app. */
    replacing: lasting(
      async () => {
        const victim = await vu.withEverything();
        return { person: victim.person, codes: [...victim.recoveryCodes], secrets: [victim.secret, ...victim.recoveryCodes] };
      },
      async ({ person, codes, secrets }) => {
        const code = codes.pop();
        if (code === undefined) throw new Error('no codes are left');
        await vu.admin.unlockCodes(SYSTEM, person.id);
        const { challengeToken } = await vu.challenge(person);
        const { sessionToken: session } = signedIn(
          await vu.client.answer(operations.verifyRecoveryCode, { token: challengeToken, body: { code } }),
        );
        const { challengeToken: challenge } = await vu.client.answer(operations.addAuthenticator, { token: session });
        const helpDesk = await vu.helpDeskCode(person);
        return { session, challenge, secrets: [...secrets, session, challenge, helpDesk], right: { helpDesk } };
      },
    ),

    /** Has nothing yet, and sets up a first factor. */
    newcomer: async () => onlyWithChallenge(vu, await vu.person()),

    'phone-forgotten': lasting(
      async () => (await withApp()).person,
      (person) => onlyWithChallenge(vu, person),
    ),

    'vouched-for': async () => {
      const asked = await waiting();
      await grant(asked);
      return { session: null, challenge: asked.token, secrets: asked.secrets, right: {} };
    },

    /** Vouches for others with a code of their own, given just now. Somebody waits. */
    leader: lasting(aLeader, async (leader, before, usedUp) => {
      leader.granted += 1;
      if (leader.granted > GRANTS_EACH) throw new Error('has vouched for enough people');
      const { id, number, secrets } = await waiting();
      const session = before?.session == null || usedUp.has('session') ? (await byApp(leader)).sessionToken : before.session;
      return { session, challenge: null, secrets: [...secrets, session, leader.secret], right: { pass: id, number } };
    }),

    /** Is in Control, with a code given just now. */
    manager: lasting(
      () => withApp({}, { application: 'control' }),
      async (manager) => {
        const { sessionToken: session } = await byApp(manager, { application: 'control' });
        return { session, challenge: null, secrets: [session, manager.secret], right: {} };
      },
    ),
  };
}

async function onlyWithChallenge(vu: Attacked, person: TestPerson): Promise<Caller> {
  const { challengeToken: challenge } = await vu.challenge(person);
  return { session: null, challenge, secrets: [challenge, person.phone, person.phone.slice(-6)], right: {} };
}
