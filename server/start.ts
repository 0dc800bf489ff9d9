import { API_OPERATIONS } from '../shared/operations.ts';
import { keepUp, keysInUse } from './audit/keys-in-use.ts';
import { startSealer } from './audit/sealer.ts';
import { auditTrail } from './audit/trail.ts';
import type { Clock } from './clock.ts';
import { systemClock } from './clock.ts';
import type { Configuration } from './configuration.ts';
import { ConfigurationRefused } from './configuration.ts';
import { controlImplementations } from './control/implementations.ts';
import { openDatabase } from './database/database.ts';
import { isDemo } from './database/demo-marker.ts';
import { readMigrations } from './database/migrate.ts';
import { prepareDatabase } from './database/prepare.ts';
import { callAllowance } from './http/call-allowance.ts';
import { isLoopback } from './http/client-address.ts';
import { connectionLimits } from './http/connection-guard.ts';
import { descriptorLimit } from './http/descriptors.ts';
import { describeFault } from './http/faults.ts';
import { health } from './http/health.ts';
import { trustedProxies } from './http/proxies.ts';
import { rateLimit } from './http/rate-limit.ts';
import { serve } from './http/serve.ts';
import type { Log } from './log.ts';
import { jsonLines } from './log.ts';
import { steadyOutput } from './log-output.ts';
import { sendAlertTexts } from './notify/alert-texts.ts';
import { receiveCallbacks } from './notify/callback.ts';
import { deliveryRecord } from './notify/delivery-record.ts';
import { sendEmails } from './notify/email-sending.ts';
import { createEmails } from './notify/emails.ts';
import type { NotifyEvent } from './notify/events.ts';
import { createTextMessages } from './notify/govuk-notify.ts';
import { noteBudget } from './notify/text-budget.ts';
import type { TextMessages } from './notify/text-messages.ts';
import { noteAllowance } from './notify/usage.ts';
import type { Services } from './services.ts';
import { bearerReader } from './sign-in/bearer.ts';
import { tidySignIn } from './sign-in/housekeeping.ts';
import { signInImplementations } from './sign-in/implementations.ts';
import { makeInvitation } from './sign-in/invitation.ts';
import { passImplementations } from './sign-in/pass-implementations.ts';
import { sendPasswordCodes } from './sign-in/password-codes.ts';
import type { PasswordLine } from './sign-in/password-line.ts';
import { passwordLine } from './sign-in/password-line.ts';

import { recordUnknownNames } from './sign-in/unknown-names.ts';

export interface StartOptions {
  readonly configuration: Configuration;
  readonly clock?: Clock;
  /** GOV.UK Notify, as configured, when absent. */
  readonly textMessages?: TextMessages;
  /** JSON lines on standard output when absent. */
  readonly log?: Log;
  /** False where alerts go to phones only when `sendAlertTexts` is called, e.g. in tests with a clock of their own. */
  readonly alertTexts?: boolean;
  /** A line of its own, by the computer's time, when absent. */
  readonly line?: PasswordLine;
}

export interface RunningServer {
  /** Where it listens, without a trailing slash. */
  readonly url: string;
  readonly services: Services;
  /** Sends the alerts that are due to go to phones. It does so by itself as well. @returns how many it dealt with. */
  sendAlertTexts(): Promise<number>;
  /** The same of e-mails, of every kind. */
  sendEmails(): Promise<number>;
  /** Takes no new requests, finishes those under way, seals the audit trail and leaves the database. */
  close(): Promise<void>;
}

/** How long requests under way may take to finish when the server closes. */
export const CLOSE_MILLISECONDS = 8_000;
/** How soon after it happened an alert is on its way to a phone. */
const ALERT_TEXT_MILLISECONDS = 2_000;
/** How often rows that no longer mean anything are removed. */
export const HOUSEKEEPING_MILLISECONDS = 15 * 60_000;

/**
 * Migrates the database and starts one instance of the API. Several may share a database.
 * @throws ConfigurationRefused for what this mode refuses; MigrationRefused for a database of another version; DatabaseUnfit for
 *   one that it can't or mustn't work with
 */
export async function startServer(options: StartOptions): Promise<RunningServer> {
  const { configuration, clock = systemClock, log = jsonLines(steadyOutput(process.stdout)) } = options;
  const isTrustedProxy = trustedProxies(configuration.trustedProxies);
  if (isTrustedProxy === null) throw new ConfigurationRefused('VU_TRUSTED_PROXIES is wrong');
  if (configuration.mode === 'demo' && !isLoopback(configuration.listen.host)) {
    throw new ConfigurationRefused('the demo listens on this computer only');
  }
  const migrations = await readMigrations();
  await prepareDatabase(configuration, { mustOwnNothing: configuration.mode === 'production' }, log);
  const database = openDatabase({ url: configuration.databaseUrl, poolSize: configuration.poolSize, log });
  try {
    if (configuration.mode === 'production' && (await isDemo(database))) {
      throw new ConfigurationRefused('DATABASE_URL names a database with the demo’s made-up council in it, whose passwords are published');
    }
    const textMessages = options.textMessages ?? createTextMessages({ ...configuration.notify, clock, log: notifyLog(log) });
    const { emailTemplateIds } = configuration.notify;
    const emails =
      emailTemplateIds === undefined ? null : createEmails({ ...configuration.notify, emailTemplateIds, clock, log: notifyLog(log) });
    const auditKeys = keysInUse(configuration.keys.audit);
    await keepUp(database, auditKeys);
    const services: Services = {
      database,
      clock,
      keys: configuration.keys,
      textMessages,
      emails,
      audit: auditTrail(auditKeys, clock),
      log,
      line: options.line ?? passwordLine(),
    };
    const limits = rateLimit(database, clock);
    const app = serve({
      operations: API_OPERATIONS,
      implementations: [...signInImplementations(services), ...passImplementations(services), ...controlImplementations(services)],
      bearer: bearerReader(services),
      limits,
      isTrustedProxy,
      health: health(database, migrations, textMessages, clock),
      log,
      allowance: callAllowance(clock),
      connections: connectionLimits(descriptorLimit(), configuration.poolSize),
      tls: configuration.tls,
      secure: configuration.secure,
    });
    if (configuration.notify.callbackToken !== undefined) {
      const recorder = deliveryRecord(database, services.audit);
      receiveCallbacks(app, { token: configuration.notify.callbackToken, recorder, log: notifyLog(log) });
    }
    const url = await app.listen(configuration.listen);
    const sealer = startSealer(database, auditKeys, clock, log);
    const housekeeping = setInterval(() => {
      Promise.all([
        limits.prune(),
        tidySignIn(database, clock),
        noteAllowance(database, clock, notifyLog(log)),
        recordUnknownNames(database, services.audit, clock),
        noteBudget(database, services.audit, clock, notifyLog(log)),
      ]).catch(() => log.warn('housekeeping-failed'));
    }, HOUSEKEEPING_MILLISECONDS).unref();
    const alertTexts = sendingByItself(services, options.alertTexts ?? true);
    log.info('listening', { url });

    let closing: Promise<void> | undefined;
    const close = async () => {
      clearInterval(housekeeping);
      const cut = setTimeout(() => app.server.closeAllConnections(), CLOSE_MILLISECONDS).unref();
      await app.close();
      clearTimeout(cut);
      await alertTexts.stop();
      await sealer.stop();
      await database.destroy();
      log.info('closed');
    };
    return {
      url,
      services,
      sendAlertTexts: () => sendAlertTexts(services),
      sendEmails: () => sendDueEmails(services),
      close: () => (closing ??= close()),
    };
  } catch (error) {
    await database.destroy();
    throw error;
  }
}

function notifyLog(log: Log): (event: NotifyEvent) => void {
  return ({ level, event, ...facts }) => {
    const write = { info: log.info, warning: log.warn, alarm: log.error }[level];
    write(`notify-${event}`, facts);
  };
}

async function sendDueEmails(services: Services): Promise<number> {
  // Somebody waits for a code.
  const codes = await sendPasswordCodes(services);
  return codes + (await sendEmails(services, (userId) => makeInvitation(services, userId)));
}

/** Looks for alerts and e-mails that are due, one look at a time. Stopping waits for the one that is under way. */
function sendingByItself(services: Services, byItself: boolean): { stop(): Promise<void> } {
  if (!byItself) return { stop: async () => {} };
  let underWay: Promise<unknown> | null = null;
  const timer = setInterval(() => {
    underWay ??= Promise.all([
      sendAlertTexts(services).catch((error: unknown) => services.log.warn('alert-texts-failed', { ...describeFault(error) })),
      sendDueEmails(services).catch((error: unknown) => services.log.warn('emails-failed', { ...describeFault(error) })),
    ]).finally(() => {
      underWay = null;
    });
  }, ALERT_TEXT_MILLISECONDS).unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await underWay;
    },
  };
}
