import type { Operation } from '../../shared/operation.ts';
import * as operations from '../../shared/sign-in/operations.ts';
import { PASSWORD, wrongTextCode } from '../support/sign-in.ts';
import { authenticatorCode } from '../support/totp.ts';
import type { Desktop, Reply, Sent } from './desktop.ts';
import { hashOf, type Ledger } from './ledger.ts';
import type { Way } from './plan.ts';
import type { World } from './world.ts';

/** The clock has to move before anything more can be done: a text message was sent a moment ago, an app has no new code. */
export class NotNow extends Error {
  override readonly name = 'NotNow';
}
/** Something came that must not come, and is written down: the journey is over. */
export class Strange extends Error {
  override readonly name = 'Strange';
}

export type Answer = Extract<Reply, { came: true }>;

/** More answers than this that say "not now" are no recovery. */
const TRIES_MOST = 60;
/** An app shows three codes that count at one moment: of the step before, of this one, and of the next. */
const STEPS_AT_ONCE = [-1, 0, 1] as const;

/** Somebody at their desktop, with their phone: what they can do, and do again when nobody knows whether it was done. */
export class Person {
  readonly ledger: Ledger;
  readonly #world: World;
  readonly #desktop: Desktop;
  readonly #way: Way;
  #wrongCodesLeft: number;
  #lastCode = '';
  /** The key that the person's phone was last shown: phones aren't killed. */
  #pending: string | null = null;

  constructor(world: World, ledger: Ledger, desktop: Desktop, { way, wrongCodes }: { readonly way: Way; readonly wrongCodes: number }) {
    this.#world = world;
    this.ledger = ledger;
    this.#desktop = desktop;
    this.#way = way;
    this.#wrongCodesLeft = wrongCodes;
  }

  /** The same person by the strongest of what they hold, which a change of their account asks for. */
  strongest(): Person {
    if (this.ledger.secret === null || this.#byApp()) return this;
    return new Person(this.#world, this.ledger, this.#desktop, { way: 'authenticator', wrongCodes: 0 });
  }

  /** The password and the second factor. Answers the session's token. */
  async signIn(): Promise<string> {
    const token = await this.challenge();
    // Before the second factor a challenge opens nothing.
    this.expectRefusal(await this.sure(operations.readSession, token), 'not-signed-in', 'a challenge was taken for a session');
    const code = await this.#code(token);
    while (this.#wrongCodesLeft > 0) {
      this.#wrongCodesLeft -= 1;
      this.ledger.wrongAtMost += 1;
      const reply = await this.#desktop.ask(this.#operation(), token, { body: { code: this.#wrong(code) } });
      if (reply.came && reply.status === 200) this.ledger.violations.push('a wrong code was accepted');
      if (reply.came && reply.body.error?.code === 'codes-locked') this.ledger.violations.push('codes were locked without ten wrong ones');
    }
    this.#lastCode = code;
    const reply = await this.#give(this.#operation(), token, code);
    // Met by the request whose answer was lost: that session is nobody's, and the person signs in again.
    if (reply === null) return await this.signIn();
    this.#confirmFactor();
    return await this.signedIn(reply);
  }

  /**
   * A sign-in with the trust token that the keychain has; the answer's replaces it. Answers the session's token; null where
   * trust may have ended and has.
   */
  async withTrust(): Promise<string | null> {
    const reply = await this.#password(this.ledger.trustToken);
    const { sessionToken, trustToken, outcome } = reply.body;
    if (outcome === 'second-factor-needed' && this.ledger.trustOvertaken) {
      this.ledger.trustToken = null;
      return null;
    }
    if (sessionToken === undefined || trustToken == null) throw this.strange('a trusted computer', reply);
    this.ledger.trustToken = trustToken;
    this.ledger.sessions.add(hashOf(sessionToken));
    return sessionToken;
  }

  /** The code that signed in, given to another challenge: its step, or its challenge, is used up. */
  async replay(): Promise<void> {
    await this.replayOf(this.#operation(), this.#lastCode, this.#byApp() ? 'code-used' : 'nothing-sent');
  }

  async replayOf(operation: Operation, code: string, refusal: string): Promise<void> {
    const token = await this.challenge();
    const reply = await this.sure(operation, token, { body: { code } }, () => {
      // Each time that it is sent: of an answer that was lost nobody knows whether it was counted.
      this.ledger.wrongAtMost += 1;
    });
    this.expectRefusal(reply, refusal, 'a code was looked at twice');
  }

  /** Whether it was: an offer that went with a lost answer is gone. */
  async trust(session: string): Promise<boolean> {
    // Trusting anew replaces the trust before; when the answer is lost, neither is known to be good.
    this.ledger.trustToken = null;
    const reply = await this.sure(operations.trustThisComputer, session);
    if (typeof reply.body.trustToken === 'string') this.ledger.trustToken = reply.body.trustToken;
    else if (reply.body.error?.code !== 'trust-not-offered') throw this.strange('trusting a computer', reply);
    return this.ledger.trustToken !== null;
  }

  /** A code once more within the session. Answers its new token; null when that went with a lost answer. */
  async stepUp(session: string): Promise<string | null> {
    const started = await this.sure(operations.startStepUp, session, { body: { application: 'customer-service-vu' } });
    const token = started.body.challengeToken;
    if (token === undefined) throw this.strange('a step-up', started);
    const reply = await this.#give(this.#operation(), token, await this.#code(token));
    if (reply !== null && reply.body.outcome !== 'met') throw this.strange('the code of a step-up', reply);
    return reply === null ? null : await this.signedIn(reply);
  }

  /** A sign-in by one of the codes kept for when there is no phone. It is used up also where the answer was lost. */
  async withRecoveryCode(code: string): Promise<void> {
    const reply = await this.#give(operations.verifyRecoveryCode, await this.challenge(), code);
    if (reply !== null) await this.signedIn(reply);
  }

  /** The password alone. Answers the token of the challenge that it leads to. */
  async challenge(): Promise<string> {
    const reply = await this.#password(null);
    const token = reply.body.challengeToken;
    if (token === undefined) throw this.strange('a right password', reply);
    return token;
  }

  /** Notes the session that an answer carries, and holds it to its word. */
  async signedIn(reply: Answer): Promise<string> {
    const session = reply.body.sessionToken;
    if (session === undefined) throw this.strange('what signs in', reply);
    this.ledger.sessions.add(hashOf(session));
    await this.expectSession(session);
    return session;
  }

  /** Asks until there is an answer. For what does no harm when it is done twice. */
  async sure(operation: Operation, token: string | null, sent?: Sent, beforeEach: () => void = () => {}): Promise<Answer> {
    for (let attempt = 0; attempt < TRIES_MOST; attempt += 1) {
      beforeEach();
      const reply = await this.#desktop.ask(operation, token, sent);
      if (reply.came && reply.status < 500) return reply;
      if (reply.came && reply.status !== 503) throw this.strange(operation.name, reply);
      await this.#world.usable();
    }
    throw this.strange(operation.name, null);
  }

  async expectSession(session: string): Promise<void> {
    const reply = await this.sure(operations.readSession, session);
    if (reply.status !== 200) this.ledger.violations.push(`a session that was given is answered by ${reply.body.error?.code}`);
  }

  expectRefusal(reply: Answer, code: string, violation: string): void {
    if (reply.body.error?.code !== code) this.ledger.violations.push(`${violation}: ${reply.body.error?.code ?? reply.status}`);
  }

  strange(what: string, reply: Answer | null): Strange {
    const answer = reply === null ? 'nothing' : (reply.body.error?.code ?? reply.body.outcome ?? reply.status);
    this.ledger.violations.push(`${what} was answered by ${answer}`);
    return new Strange();
  }

  /**
   * The right code, until there is an answer, and then once more: a challenge is met once. Null when it was met by a
   * request whose answer was lost.
   */
  async #give(operation: Operation, token: string, code: string): Promise<Answer | null> {
    this.ledger.rightCodes.set(hashOf(token), code);
    const reply = await this.sure(operation, token, { body: { code } });
    if (reply.body.error?.code === 'challenge-gone') return null;
    if (reply.status !== 200) throw this.strange('a right code', reply);
    this.ledger.wrongAtMost = 0;
    this.expectRefusal(await this.sure(operation, token, { body: { code } }), 'challenge-gone', 'a challenge was met twice');
    return reply;
  }

  async #password(trustToken: string | null): Promise<Answer> {
    const { email, deviceId } = this.ledger.person;
    const device = { id: deviceId, name: 'PC-0417', platform: 'windows' };
    return await this.sure(operations.signInWithPassword, null, {
      body: { email, password: PASSWORD, application: 'customer-service-vu', device, language: 'en', trustToken },
    });
  }

  /** The right code for a challenge, by the way that the journey goes; factors are linked on the way. */
  async #code(token: string): Promise<string> {
    if (this.#byApp()) {
      const step = STEPS_AT_ONCE[this.ledger.stepsUsed];
      if (step === undefined) throw new NotNow();
      this.ledger.stepsUsed += 1;
      const secret = this.ledger.secret ?? (await this.#link(token));
      return authenticatorCode(secret, this.#world.now(), step);
    }
    const phone = this.ledger.person.phone;
    const before = this.#world.codesTo(phone).length;
    const reply = this.ledger.hasNumber
      ? await this.#desktop.ask(operations.sendTextMessage, token)
      : await this.#desktop.ask(operations.enrolPhoneNumber, token, { body: { phoneNumber: phone } });
    await this.#world.usable();
    // The first code was accepted, and its answer lost: the number is theirs, and a code is sent to it as to anybody's.
    if (!this.ledger.hasNumber && reply.came && reply.body.error?.code === 'factor-exists') {
      this.ledger.hasNumber = true;
      return await this.#code(token);
    }
    const code = this.#world.codesTo(phone).at(-1);
    // Another one can be asked for in a minute.
    if (code === undefined || this.#world.codesTo(phone).length === before) throw new NotNow();
    return code;
  }

  async #link(token: string): Promise<string> {
    const reply = await this.sure(operations.enrolAuthenticator, token);
    if (reply.body.key !== undefined) {
      this.#pending = reply.body.key;
      return reply.body.key;
    }
    // The first code was accepted, and its answer lost: the app is linked with the key that it was given then.
    if (reply.body.error?.code === 'factor-exists' && this.#pending !== null) {
      this.ledger.secret = this.#pending;
      return this.#pending;
    }
    throw this.strange('linking an app', reply);
  }

  #confirmFactor(): void {
    if (this.#way === 'first-authenticator') this.ledger.secret ??= this.#pending;
    if (this.#way === 'first-number') this.ledger.hasNumber = true;
  }

  #byApp(): boolean {
    return this.#way === 'authenticator' || this.#way === 'first-authenticator';
  }

  #operation(): typeof operations.verifyAuthenticator | typeof operations.verifyTextMessage {
    return this.#byApp() ? operations.verifyAuthenticator : operations.verifyTextMessage;
  }

  #wrong(right: string): string {
    if (!this.#byApp()) return wrongTextCode(right);
    const secret = this.ledger.secret ?? this.#pending ?? '';
    const near = STEPS_AT_ONCE.map((step) => authenticatorCode(secret, this.#world.now(), step));
    return ['000000', '111111', '222222', '333333'].find((code) => !near.includes(code)) ?? '444444';
  }
}
