import { createHash } from 'node:crypto';
import * as operations from '../../shared/sign-in/operations.ts';
import type { OneOfMany } from '../support/many-people.ts';
import { PASSWORD, wrongTextCode } from '../support/sign-in.ts';
import { authenticatorCode } from '../support/totp.ts';
import { Desktop, DesktopKilled, type Reply } from './desktop.ts';
import type { JourneyPlan } from './plan.ts';
import type { World } from './world.ts';

/** What a person and their computer know of a journey: against it the database is held afterwards. */
export interface Ledger {
  readonly person: OneOfMany;
  /** By hash of the challenge's token: the right code that was given to it, however that ended. */
  readonly rightCodes: Map<string, string>;
  /** Hashes of session tokens that arrived. */
  readonly sessions: Set<string>;
  /** Most codes that can have been counted as wrong since the last that was right. */
  wrongAtMost: number;
  /** In the keychain. */
  trustToken: string | null;
  /** Of their app; null until one is linked. */
  secret: string | null;
  hasNumber: boolean;
  stepsUsed: number;
  desktopsKilled: number;
  readonly violations: string[];
}

/** The clock has to move before anything more can be done: a text message was sent a moment ago, an app has no new code. */
class NotNow extends Error {
  override readonly name = 'NotNow';
}

/** More answers than this that say "not now" are no recovery. */
const TRIES_MOST = 60;
/** An app shows three codes that count at one moment: of the step before, of this one, and of the next. */
const STEPS_AT_ONCE = [-1, 0, 1] as const;

export const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

export function newLedger(person: OneOfMany, plan: JourneyPlan): Ledger {
  const owns = plan.way === 'authenticator' || plan.way === 'text-message';
  return {
    person,
    rightCodes: new Map(),
    sessions: new Set(),
    wrongAtMost: 0,
    trustToken: null,
    secret: owns ? person.secret : null,
    hasNumber: owns,
    stepsUsed: 0,
    desktopsKilled: 0,
    violations: [],
  };
}

/** Goes through a journey however often it is interrupted, as far as the standing clock lets it. */
export async function travel(world: World, ledger: Ledger, plan: JourneyPlan): Promise<void> {
  const desktop = new Desktop(world, ledger.person.network, plan.faults);
  const journey = new Journey(world, ledger, desktop, plan);
  for (let attempt = 0; attempt < TRIES_MOST; attempt += 1) {
    try {
      await journey.wholly();
      return;
    } catch (error) {
      if (error instanceof NotNow) return;
      if (!(error instanceof DesktopKilled)) throw error;
      ledger.desktopsKilled += 1;
    }
  }
  ledger.violations.push('the journey never came to its end');
}

/** A clean sign-in when all is over, long enough afterwards: nobody may be kept out by what was killed. */
export async function signInAfterwards(world: World, ledger: Ledger): Promise<void> {
  ledger.stepsUsed = 0;
  const plan: JourneyPlan = { way: ledger.secret === null ? 'text-message' : 'authenticator', wrongCodes: 0, trusts: false, faults: [] };
  const journey = new Journey(world, ledger, new Desktop(world, ledger.person.network, []), plan);
  try {
    if (ledger.trustToken !== null) await journey.withTrust();
    await journey.signIn();
  } catch (error) {
    if (!(error instanceof NotNow)) throw error;
    ledger.violations.push('could not sign in afterwards');
  }
}

class Journey {
  readonly #world: World;
  readonly #ledger: Ledger;
  readonly #desktop: Desktop;
  readonly #plan: JourneyPlan;
  #wrongCodesLeft: number;
  #lastCode = '';
  /** The key that the person's phone was last shown: phones aren't killed. */
  #pending: string | null = null;

  constructor(world: World, ledger: Ledger, desktop: Desktop, plan: JourneyPlan) {
    this.#world = world;
    this.#ledger = ledger;
    this.#desktop = desktop;
    this.#plan = plan;
    this.#wrongCodesLeft = plan.wrongCodes;
  }

  async wholly(): Promise<void> {
    const session = await this.signIn();
    await this.#replay();
    if (this.#plan.trusts) await this.#trust(session);
    if (this.#ledger.trustToken !== null) await this.withTrust();
  }

  /** The password and the second factor. Answers the session's token. */
  async signIn(): Promise<string> {
    const token = await this.#challenge();
    const hash = hashOf(token);
    // Before the second factor a challenge opens nothing.
    await this.#expectRefusal(await this.#sure(operations.readSession, token), 'not-signed-in', 'a challenge was taken for a session');
    const code = await this.#code(token);
    while (this.#wrongCodesLeft > 0) {
      this.#wrongCodesLeft -= 1;
      this.#ledger.wrongAtMost += 1;
      const reply = await this.#verify(token, this.#wrong(code));
      if (reply.came && reply.status === 200) this.#ledger.violations.push('a wrong code was accepted');
      if (reply.came && reply.body.error?.code === 'codes-locked') this.#ledger.violations.push('codes were locked without ten wrong ones');
    }
    this.#ledger.rightCodes.set(hash, code);
    this.#lastCode = code;
    let reply = await this.#verify(token, code);
    // The answer was lost on the way: nobody knows whether it was counted, and asking again must do no harm.
    if (!reply.came || reply.status === 503) reply = await this.#sure(this.#operation(), token, { code });
    const session = reply.came ? reply.body.sessionToken : undefined;
    if (session === undefined) {
      const refused = reply.came ? (reply.body.error?.code ?? reply.status) : 'nothing';
      // Met by the request whose answer was lost: that session is nobody's, and the person signs in again.
      if (refused === 'challenge-gone') return await this.signIn();
      throw this.#strange(`a right code was answered by ${refused}`);
    }
    this.#ledger.sessions.add(hashOf(session));
    this.#ledger.wrongAtMost = 0;
    this.#confirmFactor();
    const again = await this.#sure(this.#operation(), token, { code });
    await this.#expectRefusal(again, 'challenge-gone', 'a challenge was met twice');
    await this.#expectSession(session);
    return session;
  }

  /** A sign-in with the trust token that the keychain has; the answer's replaces it. */
  async withTrust(): Promise<void> {
    const reply = await this.#password(this.#ledger.trustToken);
    const { sessionToken, trustToken } = reply.body;
    if (sessionToken === undefined || trustToken == null)
      throw this.#strange(`a trusted computer was answered by ${reply.body.error?.code ?? reply.body.outcome}`);
    this.#ledger.trustToken = trustToken;
    this.#ledger.sessions.add(hashOf(sessionToken));
    await this.#expectSession(sessionToken);
  }

  /** The code that signed in, given to another challenge: its step, or its challenge, is used up. */
  async #replay(): Promise<void> {
    const token = await this.#challenge();
    const reply = await this.#sure(this.#operation(), token, { code: this.#lastCode }, () => {
      // Each time that it is sent: of an answer that was lost nobody knows whether it was counted.
      this.#ledger.wrongAtMost += 1;
    });
    const expected = this.#operation() === operations.verifyAuthenticator ? 'code-used' : 'nothing-sent';
    await this.#expectRefusal(reply, expected, 'a code was looked at twice');
  }

  async #trust(session: string): Promise<void> {
    // Trusting anew replaces the trust before; when the answer is lost, neither is known to be good.
    this.#ledger.trustToken = null;
    const reply = await this.#desktop.ask(operations.trustThisComputer, session);
    if (reply.came && typeof reply.body.trustToken === 'string') this.#ledger.trustToken = reply.body.trustToken;
    else await this.#world.usable();
  }

  async #challenge(): Promise<string> {
    const reply = await this.#password(null);
    const token = reply.body.challengeToken;
    if (token === undefined) throw this.#strange(`a right password was answered by ${reply.body.error?.code ?? reply.body.outcome}`);
    return token;
  }

  async #password(trustToken: string | null): Promise<Extract<Reply, { came: true }>> {
    const { email, deviceId } = this.#ledger.person;
    const device = { id: deviceId, name: 'PC-0417', platform: 'windows' };
    return await this.#sure(operations.signInWithPassword, null, {
      email,
      password: PASSWORD,
      application: 'customer-service-vu',
      device,
      language: 'en',
      trustToken,
    });
  }

  /** The right code for a challenge, by the way that the journey goes; factors are linked on the way. */
  async #code(token: string): Promise<string> {
    if (this.#operation() === operations.verifyAuthenticator) {
      const step = STEPS_AT_ONCE[this.#ledger.stepsUsed];
      if (step === undefined) throw new NotNow();
      this.#ledger.stepsUsed += 1;
      const secret = this.#ledger.secret ?? (await this.#link(token));
      return authenticatorCode(secret, this.#world.now(), step);
    }
    const phone = this.#ledger.person.phone;
    const before = this.#world.codesTo(phone).length;
    const reply = this.#ledger.hasNumber
      ? await this.#desktop.ask(operations.sendTextMessage, token)
      : await this.#desktop.ask(operations.enrolPhoneNumber, token, { phoneNumber: phone });
    await this.#world.usable();
    // The first code was accepted, and its answer lost: the number is theirs, and a code is sent to it as to anybody's.
    if (!this.#ledger.hasNumber && reply.came && reply.body.error?.code === 'factor-exists') {
      this.#ledger.hasNumber = true;
      return await this.#code(token);
    }
    const code = this.#world.codesTo(phone).at(-1);
    // Another one can be asked for in a minute.
    if (code === undefined || this.#world.codesTo(phone).length === before) throw new NotNow();
    return code;
  }

  async #link(token: string): Promise<string> {
    const reply = await this.#sure(operations.enrolAuthenticator, token);
    if (reply.body.key !== undefined) {
      this.#pending = reply.body.key;
      return reply.body.key;
    }
    // The first code was accepted, and its answer lost: the app is linked with the key that it was given then.
    if (reply.body.error?.code === 'factor-exists' && this.#pending !== null) {
      this.#ledger.secret = this.#pending;
      return this.#pending;
    }
    throw this.#strange(`linking an app was answered by ${reply.body.error?.code}`);
  }

  #confirmFactor(): void {
    if (this.#plan.way === 'first-authenticator') this.#ledger.secret ??= this.#pending;
    if (this.#plan.way === 'first-number') this.#ledger.hasNumber = true;
  }

  #operation(): typeof operations.verifyAuthenticator | typeof operations.verifyTextMessage {
    const byApp = this.#plan.way === 'authenticator' || this.#plan.way === 'first-authenticator';
    return byApp ? operations.verifyAuthenticator : operations.verifyTextMessage;
  }

  #verify(token: string, code: string): Promise<Reply> {
    return this.#desktop.ask(this.#operation(), token, { code });
  }

  #wrong(right: string): string {
    if (this.#operation() === operations.verifyTextMessage) return wrongTextCode(right);
    const secret = this.#ledger.secret ?? this.#pending ?? '';
    const near = STEPS_AT_ONCE.map((step) => authenticatorCode(secret, this.#world.now(), step));
    return ['000000', '111111', '222222', '333333'].find((code) => !near.includes(code)) ?? '444444';
  }

  /** Asks until there is an answer. For what does no harm when it is done twice. */
  async #sure(
    operation: Parameters<Desktop['ask']>[0],
    token: string | null,
    body?: unknown,
    beforeEach: () => void = () => {},
  ): Promise<Extract<Reply, { came: true }>> {
    for (let attempt = 0; attempt < TRIES_MOST; attempt += 1) {
      beforeEach();
      const reply = await this.#desktop.ask(operation, token, body);
      if (reply.came && reply.status < 500) return reply;
      if (reply.came && reply.status !== 503) throw this.#strange(`${operation.name} was answered by ${reply.status}`);
      await this.#world.usable();
    }
    throw this.#strange(`${operation.name} was never answered`);
  }

  async #expectSession(session: string): Promise<void> {
    const reply = await this.#sure(operations.readSession, session);
    if (reply.status !== 200) this.#ledger.violations.push(`a session that was given is answered by ${reply.body.error?.code}`);
  }

  async #expectRefusal(reply: Extract<Reply, { came: true }>, code: string, violation: string): Promise<void> {
    if (reply.body.error?.code !== code) this.#ledger.violations.push(`${violation}: ${reply.body.error?.code ?? reply.status}`);
  }

  #strange(what: string): NotNow {
    this.#ledger.violations.push(what);
    return new NotNow();
  }
}
