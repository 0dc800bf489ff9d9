import type { Operation } from '../../shared/operation.ts';
import { signInWithPassword } from '../../shared/sign-in/operations.ts';
import { askForPasswordCode } from '../../shared/sign-in/recovery-operations.ts';
import type { Effect } from './effects.ts';
import { OPERATIONS } from './effects.ts';
import type { Answered, Happening } from './events.ts';
import type { Outcome, Ports } from './ports.ts';
import { problemFrom } from './problem.ts';

type Of<K extends Effect['kind']> = Extract<Effect, { kind: K }>;

/**
 * Runs effects through the ports, and reports each answer with the attempt that asked for it. Ports don't reject;
 * should one do so all the same, that is an answer too, so that nobody waits for ever.
 */
export function createRunner(ports: Ports, report: (happening: Happening) => void): (effect: Effect) => Promise<void> {
  /** The lock call under way. An unlock must reach the server after it, or it would be undone. */
  let locking: Promise<unknown> = Promise.resolve();

  async function ask(operation: Operation, input: { params: unknown; body: unknown; bearer: string | null }): Promise<Outcome<unknown>> {
    const outcome = await ports.api
      .call(operation, input)
      .catch((): Outcome<unknown> => ({ ok: false, failure: { kind: 'answer-unknown' } }));
    if (!outcome.ok) ports.log(`${problemFrom(outcome.failure, 0).reference} ${operation.name}`);
    return outcome;
  }

  function answer(effect: Pick<Of<'call'>, 'attempt' | 'operation'>, outcome: Outcome<unknown>): void {
    // The API port has parsed the answer by the schema of this very operation.
    report({ kind: 'answered', attempt: effect.attempt, operation: effect.operation, outcome } as Answered);
  }

  async function call(effect: Of<'call'>): Promise<void> {
    const { params, body, bearer } = effect;
    if (effect.operation === 'unlockSession') await locking;
    const asked = ask(OPERATIONS[effect.operation], { params, body, bearer });
    if (effect.operation === 'lockSession') locking = asked;
    answer(effect, await asked);
  }

  async function tokenOf(key: Of<'sign-in'>['trust' | 'computer']): Promise<string | null> {
    const found = key === null ? null : await ports.trust.read(key).catch(() => null);
    return found?.kind === 'found' ? found.token : null;
  }

  async function signIn(effect: Of<'sign-in'>): Promise<void> {
    const { email, password, application, language } = effect;
    // Asked for at once, so that a keychain that doesn't answer holds the sign-in up only once.
    const [trustToken, computerToken] = await Promise.all([tokenOf(effect.trust), tokenOf(effect.computer)]);
    const limit = effect.trustMostDays === undefined ? {} : { trustMostDays: effect.trustMostDays };
    const code = effect.helpDeskCode === undefined ? {} : { helpDeskCode: effect.helpDeskCode };
    const body = { email, password, application, language, trustToken, computerToken, device: ports.device(), ...limit, ...code };
    const outcome = await ask(signInWithPassword, { params: {}, body, bearer: null });
    answer({ attempt: effect.attempt, operation: 'signInWithPassword' }, outcome);
  }

  async function askPasswordCode({ attempt, email, application, language }: Of<'ask-password-code'>): Promise<void> {
    const body = { email, application, language, device: ports.device() };
    answer({ attempt, operation: 'askForPasswordCode' }, await ask(askForPasswordCode, { params: {}, body, bearer: null }));
  }

  async function agreeOnAddress({ attempt, from, typed }: Of<'agree-on-address'>): Promise<void> {
    const checked = ports.connection.check(typed);
    if (!checked.ok) return report({ kind: 'connected', attempt, result: checked });
    const { address } = checked;
    // Nobody needs to be asked about where the desktop is connected already.
    const agreed = address === from || (await ports.consent.toAddress(from, address).catch(() => false));
    report({ kind: 'address-agreed', attempt, address, agreed });
  }

  async function connect(effect: Of<'connect'>): Promise<void> {
    const failed = { ok: false, problem: { kind: 'answer-unknown' } } as const;
    const result = await ports.connection.ask(effect.address).catch(() => failed);
    if (!result.ok && typeof result.problem !== 'string') ports.log(`${problemFrom(result.problem, 0).reference} connect`);
    report({ kind: 'connected', attempt: effect.attempt, result });
  }

  async function rememberTrust(effect: Of<'remember-trust'>): Promise<void> {
    const how = await ports.trust.write(effect.key, effect.token).catch(() => 'this-run-only' as const);
    if (effect.attempt !== null) report({ kind: 'trust-remembered', attempt: effect.attempt, how });
  }

  async function chooseFile(effect: Of<'choose-file'>): Promise<void> {
    const path = await ports.files.choose(effect.suggestedName).catch(() => null);
    report({ kind: 'file-chosen', attempt: effect.attempt, path });
  }

  async function writeFile(effect: Of<'write-file'>): Promise<void> {
    const ok = await ports.files.write(effect.path, effect.text).catch(() => false);
    report({ kind: 'file-written', attempt: effect.attempt, ok });
  }

  return async (effect) => {
    switch (effect.kind) {
      case 'call':
        return call(effect);
      case 'sign-in':
        return signIn(effect);
      case 'ask-password-code':
        return askPasswordCode(effect);
      case 'agree-on-address':
        return agreeOnAddress(effect);
      case 'connect':
        return connect(effect);
      case 'use-address':
        return ports.connection.use(effect.address);
      case 'remember-trust':
        return rememberTrust(effect);
      case 'remember-computer':
        await ports.trust.write(effect.key, effect.token).catch(() => {});
        return;
      case 'forget-trust':
        return ports.trust.forget(effect.key);
      case 'copy':
        return ports.clipboard.copy(effect.text, effect.clearAfterMs);
      case 'choose-file':
        return chooseFile(effect);
      case 'write-file':
        return writeFile(effect);
      case 'save':
        return ports.settings.write(effect.remembered);
      case 'install-update':
        if (!ports.updates.install(effect.version, effect.restart))
          report({ kind: 'outside', event: { kind: 'update', news: { kind: 'failed', version: effect.version } } });
        return;
      default:
        return effect satisfies never;
    }
  };
}
