import * as operations from '../../shared/sign-in/operations.ts';
import * as passes from '../../shared/sign-in/pass-operations.ts';
import { REASON } from '../support/passes.ts';
import { Desktop, DesktopKilled } from './desktop.ts';
import { hashOf, type Ledger } from './ledger.ts';
import { type Answer, NotNow, Person, Strange } from './person.ts';
import { type Fault, type JourneyPlan, PHASES, type Phase } from './plan.ts';
import { Strikes } from './strikes.ts';
import type { World } from './world.ts';

/** More desktops of one person than this are not killed: then something else is wrong. */
const DESKTOPS_MOST = 20;
/** Uses of a trusted computer: each replaces the token that the one before left in the keychain. */
const TRUSTED_SIGN_INS = 2;

export interface Travellers {
  readonly ledger: Ledger;
  /** Somebody who may let them in without a phone. */
  readonly leader: Ledger;
}

/** One person's morning, gone through however often it is interrupted. */
export class Journey {
  readonly ledgers: readonly Ledger[];
  readonly #person: Person;
  readonly #leader: Person;
  readonly #strikes: Strikes;
  #phasesLeft: readonly Phase[] = PHASES;
  /** In the desktop's memory. */
  #session: string | null = null;

  constructor(world: World, { ledger, leader }: Travellers, plan: JourneyPlan) {
    this.#strikes = new Strikes(plan.faults);
    this.ledgers = [ledger, leader];
    this.#person = new Person(world, ledger, new Desktop(world, ledger.person.network, this.#strikes), plan);
    const leadersDesktop = new Desktop(world, leader.person.network, this.#strikes);
    this.#leader = new Person(world, leader, leadersDesktop, { way: 'authenticator', wrongCodes: 0 });
  }

  /** Goes on as far as the standing clock lets it. Answers whether there is more to come when it has moved. */
  async travel(): Promise<'there' | 'not-now'> {
    const { ledger } = this.#person;
    for (const each of this.ledgers) each.stepsUsed = 0;
    for (let desktops = 0; desktops < DESKTOPS_MOST; desktops += 1) {
      try {
        for (let phase = this.#phasesLeft[0]; phase !== undefined; phase = this.#phasesLeft[0]) {
          await this.#during(phase, () => this.#go(phase));
          this.#phasesLeft = this.#phasesLeft.slice(1);
        }
        return 'there';
      } catch (error) {
        if (error instanceof NotNow) return 'not-now';
        if (error instanceof Strange) return 'there';
        if (!(error instanceof DesktopKilled)) throw error;
        ledger.desktopsKilled += 1;
        const phase = this.#phasesLeft[0];
        if (error.inFlight && (phase === 'trust' || phase === 'trusted')) ledger.trustOvertaken = true;
        this.#session = null;
      }
    }
    ledger.violations.push('the journey never came to its end');
    return 'there';
  }

  /** What was planned and has not struck. */
  faultsLeft(): readonly Fault[] {
    return this.#strikes.left();
  }

  async #during<T>(phase: Phase, work: () => Promise<T>): Promise<T> {
    const before = this.#strikes.enter(phase);
    try {
      return await work();
    } finally {
      this.#strikes.enter(before);
    }
  }

  async #go(phase: Phase): Promise<void> {
    const person = this.#person;
    switch (phase) {
      case 'sign-in':
        await this.#held();
        return;
      case 'replay':
        return await person.replay();
      case 'trust':
        return await this.#trust();
      case 'trusted':
        return await this.#signInTrusted();
      case 'recovery-code':
        return await this.#recover();
      case 'pass':
        return await this.#beLetIn();
      case 'step-up':
        this.#session = await person.stepUp(await this.#held());
        return;
    }
  }

  /** The session that the desktop holds, or that of another sign-in. */
  async #held(): Promise<string> {
    this.#session ??= await this.#during('sign-in', () => this.#person.signIn());
    return this.#session;
  }

  async #trust(): Promise<void> {
    // An offer that an answer took with it comes with the next sign-in again.
    while (!(await this.#person.trust(await this.#held()))) this.#session = null;
  }

  async #signInTrusted(): Promise<void> {
    const sessions: string[] = [];
    while (sessions.length < TRUSTED_SIGN_INS) {
      const session = await this.#person.withTrust();
      if (session !== null) sessions.push(session);
      else {
        this.#session = null;
        await this.#trust();
      }
    }
    for (const session of sessions) await this.#person.expectSession(session);
  }

  /** Recovery codes are made, and one of them signs in: once. */
  async #recover(): Promise<void> {
    const person = this.#person.strongest();
    const session = person === this.#person ? await this.#held() : await person.signIn();
    const made = await person.sure(operations.makeRecoveryCodes, session);
    const code = made.body.codes?.[0];
    if (code === undefined) throw person.strange('making recovery codes', made);
    const confirmed = await person.sure(operations.confirmRecoveryCodes, session);
    if (confirmed.status !== 200) throw person.strange('confirming recovery codes', confirmed);
    await person.withRecoveryCode(code);
    await person.replayOf(operations.verifyRecoveryCode, code, 'code-used');
  }

  /** Without the phone: asks a team leader, who signs in and vouches. */
  async #beLetIn(): Promise<void> {
    const person = this.#person;
    const token = await person.challenge();
    const asked = await person.sure(passes.requestPass, token);
    // Too many were lost on the way already. The next month brings more, and a code works meanwhile.
    if (asked.body.error?.code === 'pass-limit') return;
    if (asked.status !== 200) throw person.strange('asking for a pass', asked);
    const leader = this.#leader;
    const session = await leader.signIn();
    const waiting = await leader.sure(passes.listPassRequests, session);
    const id = await this.#grant(session, waiting, asked.body.passRequest?.number);
    person.ledger.rightCodes.set(hashOf(token), id);
    const used = await person.sure(passes.usePass, token);
    if (used.body.error?.code !== 'challenge-gone') await person.signedIn(used);
    person.expectRefusal(await person.sure(passes.usePass, token), 'challenge-gone', 'a pass was used twice');
  }

  /** As leaders do, who have the number read out to them: an older request of the same person may wait beside it. */
  async #grant(session: string, waiting: Answer, number: number | undefined): Promise<string> {
    const leader = this.#leader;
    const { email } = this.#person.ledger.person;
    for (const { id } of waiting.body.requests?.filter((each) => each.email === email).reverse() ?? []) {
      const granted = await leader.sure(passes.grantPass, session, { params: { id }, body: { number, reason: REASON } });
      // The answer that it was granted may have been lost.
      if (granted.status === 200 || granted.body.error?.code === 'pass-gone') return id;
      if (granted.body.error?.code !== 'pass-number-wrong') throw leader.strange('granting a pass', granted);
    }
    throw leader.strange('a request that waits', waiting);
  }
}

/** A clean sign-in when all is over, long enough afterwards: nobody may be kept out by what was killed. */
export async function signInAfterwards(world: World, ledger: Ledger): Promise<void> {
  ledger.stepsUsed = 0;
  const way = ledger.secret === null ? 'text-message' : 'authenticator';
  const person = new Person(world, ledger, new Desktop(world, ledger.person.network, new Strikes([])), { way, wrongCodes: 0 });
  try {
    const trusted = ledger.trustToken === null ? null : await person.withTrust();
    if (trusted !== null) await person.expectSession(trusted);
    await person.signIn();
  } catch (error) {
    if (error instanceof NotNow) ledger.violations.push('could not sign in afterwards');
    else if (!(error instanceof Strange)) throw error;
  }
}
