import { isIP } from 'node:net';
import * as z from 'zod';
import { databaseAddressFault } from './database/address.ts';
import { POOL_SIZE_DEFAULT } from './database/database.ts';
import { transportFault } from './database-address.ts';
import { readEnvironmentFile } from './environment-file.ts';
import { isLoopback } from './http/client-address.ts';
import { proxiesFault } from './http/proxies.ts';
import type { AuditKeyring, Keyring, Keys } from './keys.ts';
import { KEY_BYTES, keyWeakness, readAuditKeyring, readKeyring } from './keys.ts';
import { CALLBACK_TOKEN_LEAST } from './notify/callback.ts';
import type { EmailTemplateIds } from './notify/emails.ts';
import { TextFileRefused } from './text-file.ts';
import { canServeWith, pairFault, readCertificates, readPrivateKey } from './tls-files.ts';

/**
 * What the server is told by its environment, the only place that reads it. What it answers is always a production
 * configuration: no variable turns any of its refusals off, so nobody can do so by mistake. The demo and the tests
 * make theirs in code (see server/demo/).
 */
export interface Configuration {
  readonly mode: 'production' | 'demo';
  readonly databaseUrl: string;
  /** The same database as the owner of its tables; null where migrations aren't run from here. */
  readonly migrationUrl: string | null;
  readonly poolSize: number;
  readonly listen: { readonly host: string; readonly port: number };
  /** In PEM form, and a pair. */
  readonly tls: { readonly cert: string; readonly key: string } | null;
  /** True when people reach this over TLS, here or at a proxy in front. */
  readonly secure: boolean;
  /** Addresses and CIDR ranges whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  readonly keys: Keys;
  readonly notify: NotifyConfiguration;
}

export interface NotifyConfiguration {
  readonly apiKey: string;
  readonly templateIds: { readonly en: string; readonly cy?: string };
  readonly alertTemplateIds: { readonly en: string; readonly cy?: string };
  /** Absent where the council sends no e-mails. */
  readonly emailTemplateIds?: EmailTemplateIds;
  /** GOV.UK's own service when absent. */
  readonly baseUrl?: string;
  /** The bearer token that Notify sends delivery receipts with; none are taken when absent. */
  readonly callbackToken?: string;
}

/** What the operator's command line needs: no keys but those that its audit entries are signed with, and for one command those of codes. */
export interface OperatorConfiguration {
  readonly databaseUrl: string;
  readonly migrationUrl: string | null;
  readonly auditKeys: AuditKeyring;
  /** Null where they weren't given. */
  readonly codeKeys: Keyring | null;
}

/** A wrong or missing setting. The message is one line, names the variable, and never repeats its value. */
export class ConfigurationRefused extends Error {
  override readonly name = 'ConfigurationRefused';
}

/** Where the API listens when nothing is said: on this computer only, as behind a proxy. */
const LISTEN_DEFAULT = '127.0.0.1:8080';
const POOL_SIZE_MOST = 100;
const PORT_MOST = 65_535;

const UUID = '[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}';

const keyringText = z
  .string()
  .transform(readKeyring)
  .refine(
    (keys) => keys !== null,
    `must be name:key, or several separated by commas with the current one first; each key ${KEY_BYTES} random bytes in base64`,
  );

const databaseUrl = z.string().superRefine((text, context) => {
  const fault = databaseAddressFault(text);
  if (fault !== null) context.addIssue({ code: 'custom', message: fault });
});

const templateId = z.uuid('must be the id of a Notify template');

const environmentSchema = z.object({
  DATABASE_URL: databaseUrl,
  VU_MIGRATION_DATABASE_URL: databaseUrl.optional(),
  VU_DATABASE_POOL: z.coerce.number().int().min(1).max(POOL_SIZE_MOST).default(POOL_SIZE_DEFAULT),
  LISTEN: z
    .string()
    .transform(readListen)
    .refine((value) => value !== null, 'must be an address and a port, e.g. 127.0.0.1:8080 or [::]:8443')
    .prefault(LISTEN_DEFAULT),
  VU_TLS_CERT_FILE: z.string().optional(),
  VU_TLS_KEY_FILE: z.string().optional(),
  VU_BEHIND_TLS_PROXY: z.enum(['yes', 'no'], 'must be yes or no').default('no'),
  VU_TRUSTED_PROXIES: z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((each) => each.trim())
        .filter((each) => each !== ''),
    )
    .superRefine((list, context) => {
      const fault = proxiesFault(list);
      if (fault !== null) context.addIssue({ code: 'custom', message: fault });
    })
    .prefault(''),
  VU_KEY_CODES: keyringText,
  VU_KEY_AUDIT: z
    .string()
    .transform(readAuditKeyring)
    .refine(
      (keys) => keys !== null,
      `must be name:key, or several separated by commas with the current one first, a replaced one as name@row/hash:key; each key ${KEY_BYTES} random bytes in base64`,
    ),
  VU_KEYS_AUTHENTICATOR: keyringText,
  VU_NOTIFY_API_KEY: z.string().regex(new RegExp(`^\\S.*-${UUID}-${UUID}$`), 'must be an API key of GOV.UK Notify (name-service-secret)'),
  VU_NOTIFY_TEMPLATE_ID: templateId,
  VU_NOTIFY_TEMPLATE_ID_WELSH: templateId.optional(),
  VU_NOTIFY_ALERT_TEMPLATE_ID: templateId,
  VU_NOTIFY_ALERT_TEMPLATE_ID_WELSH: templateId.optional(),
  VU_NOTIFY_EMAIL_CODE_TEMPLATE_ID: templateId.optional(),
  VU_NOTIFY_EMAIL_CODE_TEMPLATE_ID_WELSH: templateId.optional(),
  VU_NOTIFY_EMAIL_INVITATION_TEMPLATE_ID: templateId.optional(),
  VU_NOTIFY_EMAIL_INVITATION_TEMPLATE_ID_WELSH: templateId.optional(),
  VU_NOTIFY_EMAIL_ALERT_TEMPLATE_ID: templateId.optional(),
  VU_NOTIFY_EMAIL_ALERT_TEMPLATE_ID_WELSH: templateId.optional(),
  VU_NOTIFY_CALLBACK_TOKEN: z
    .string()
    .regex(new RegExp(`^[\\x21-\\x7e]{${CALLBACK_TOKEN_LEAST},}$`), `must be at least ${CALLBACK_TOKEN_LEAST} characters without spaces`)
    .optional(),
  VU_NOTIFY_URL: z.url({ protocol: /^https$/, error: 'must be an https address; leave it out to use GOV.UK Notify itself' }).optional(),
});

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The server's configuration.
 * @throws ConfigurationRefused naming the first variable that is missing or wrong
 */
export function readConfiguration(environment: Environment = processEnvironment()): Configuration {
  const read = parse(environmentSchema, environment);
  refuseUnverified(read, environment);
  const listen = present('LISTEN', read.LISTEN);
  const keys: Keys = {
    codes: strong('VU_KEY_CODES', present('VU_KEY_CODES', read.VU_KEY_CODES)),
    audit: strong('VU_KEY_AUDIT', present('VU_KEY_AUDIT', read.VU_KEY_AUDIT)),
    authenticator: strong('VU_KEYS_AUTHENTICATOR', present('VU_KEYS_AUTHENTICATOR', read.VU_KEYS_AUTHENTICATOR)),
  };
  refuseSharedKeys(keys);
  const tls = readTls(read.VU_TLS_CERT_FILE, read.VU_TLS_KEY_FILE);
  const behindProxy = read.VU_BEHIND_TLS_PROXY === 'yes';
  if (behindProxy && read.VU_TRUSTED_PROXIES.length === 0) {
    throw new ConfigurationRefused('VU_TRUSTED_PROXIES is missing: with VU_BEHIND_TLS_PROXY=yes it must name the proxies in front');
  }
  if (!isLoopback(listen.host) && tls === null && !behindProxy) {
    throw new ConfigurationRefused(
      'LISTEN is not on loopback, and plain HTTP there would show passwords to the network: set VU_TLS_CERT_FILE and VU_TLS_KEY_FILE, or VU_BEHIND_TLS_PROXY=yes',
    );
  }
  if (read.VU_NOTIFY_URL !== undefined && isLoopback(new URL(read.VU_NOTIFY_URL).hostname.replace(/^\[|\]$/g, ''))) {
    throw new ConfigurationRefused(
      'VU_NOTIFY_URL is on this computer, where only a stand-in can be; leave it out to use GOV.UK Notify itself',
    );
  }
  return {
    mode: 'production',
    databaseUrl: read.DATABASE_URL,
    migrationUrl: read.VU_MIGRATION_DATABASE_URL ?? null,
    poolSize: read.VU_DATABASE_POOL,
    listen,
    tls,
    secure: tls !== null || behindProxy,
    trustedProxies: read.VU_TRUSTED_PROXIES,
    keys,
    notify: {
      apiKey: read.VU_NOTIFY_API_KEY,
      templateIds: {
        en: read.VU_NOTIFY_TEMPLATE_ID,
        ...(read.VU_NOTIFY_TEMPLATE_ID_WELSH !== undefined && { cy: read.VU_NOTIFY_TEMPLATE_ID_WELSH }),
      },
      alertTemplateIds: {
        en: read.VU_NOTIFY_ALERT_TEMPLATE_ID,
        ...(read.VU_NOTIFY_ALERT_TEMPLATE_ID_WELSH !== undefined && { cy: read.VU_NOTIFY_ALERT_TEMPLATE_ID_WELSH }),
      },
      ...emailTemplates(read),
      ...(read.VU_NOTIFY_URL !== undefined && { baseUrl: read.VU_NOTIFY_URL }),
      ...(read.VU_NOTIFY_CALLBACK_TOKEN !== undefined && { callbackToken: read.VU_NOTIFY_CALLBACK_TOKEN }),
    },
  };
}

/**
 * @param file one of `NAME=value` lines that goes before the environment, e.g. the demo's; null for the environment alone
 * @throws ConfigurationRefused naming the first variable that is missing or wrong
 */
export function readOperatorConfiguration(file: string | null, environment: Environment = processEnvironment()): OperatorConfiguration {
  const fromFile = file === null ? {} : reading('--env-file', () => readEnvironmentFile(file));
  const read = parse(
    environmentSchema
      .pick({ DATABASE_URL: true, VU_MIGRATION_DATABASE_URL: true, VU_KEY_AUDIT: true })
      .extend({ VU_KEY_CODES: keyringText.optional() }),
    {
      ...environment,
      ...fromFile,
    },
  );
  refuseUnverified(read, environment);
  return {
    databaseUrl: read.DATABASE_URL,
    migrationUrl: read.VU_MIGRATION_DATABASE_URL ?? null,
    auditKeys: present('VU_KEY_AUDIT', read.VU_KEY_AUDIT),
    codeKeys: read.VU_KEY_CODES ?? null,
  };
}

function processEnvironment(): Environment {
  return process.env;
}

function parse<S extends z.ZodType>(schema: S, environment: Environment): z.infer<S> {
  const set = Object.fromEntries(
    Object.entries(environment)
      // As they come from a file that an editor on Windows saved: a mark before the first name, a line end after each value.
      .map(([name, value]) => [name.replace(/^\ufeff/, ''), value?.trim()])
      // An empty variable is how many tools write "not set".
      .filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = schema.safeParse(set);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const name = String(issue?.path[0]);
  throw new ConfigurationRefused(set[name] === undefined ? `${name} is missing` : `${name} ${plain(issue)}`);
}

/** Zod's own sentences for the numbers; ours for the rest. */
function plain(issue: z.core.$ZodIssue | undefined): string {
  if (issue?.path[0] === 'VU_DATABASE_POOL') return `must be a whole number from 1 to ${POOL_SIZE_MOST}`;
  return issue?.message ?? 'is wrong';
}

/** A refinement has made sure of it; the type can't say so. */
function present<T>(name: string, value: T | null): T {
  if (value === null) throw new ConfigurationRefused(`${name} is wrong`);
  return value;
}

function strong<K extends Keyring>(name: string, keys: K): K {
  for (const key of keys.byId.values()) {
    const weakness = keyWeakness(key);
    if (weakness !== null)
      throw new ConfigurationRefused(`${name} is weak: it ${weakness}; make one with openssl rand -base64 ${KEY_BYTES}`);
  }
  return keys;
}

/** One key for two purposes would let what is made for one be used for the other. */
function refuseSharedKeys(keys: Keys): void {
  const named: readonly [string, readonly Buffer[]][] = [
    ['VU_KEY_CODES', [...keys.codes.byId.values()]],
    ['VU_KEY_AUDIT', [...keys.audit.byId.values()]],
    ['VU_KEYS_AUTHENTICATOR', [...keys.authenticator.byId.values()]],
  ];
  const seen = new Map<string, string>();
  for (const [name, ring] of named) {
    for (const key of ring) {
      const text = key.toString('hex');
      const before = seen.get(text);
      if (before !== undefined)
        throw new ConfigurationRefused(`${name} is weak: it has the same key as ${before === name ? 'another name in it' : before}`);
      seen.set(text, name);
    }
  }
}

function refuseUnverified(
  read: { readonly DATABASE_URL: string; readonly VU_MIGRATION_DATABASE_URL?: string | undefined },
  environment: Environment,
): void {
  if (environment['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') {
    throw new ConfigurationRefused('NODE_TLS_REJECT_UNAUTHORIZED must not be set: it turns off the check of every certificate');
  }
  for (const name of ['DATABASE_URL', 'VU_MIGRATION_DATABASE_URL'] as const) {
    const url = read[name];
    const fault = url === undefined ? null : transportFault(url);
    if (fault !== null) throw new ConfigurationRefused(`${name} ${fault}`);
  }
}

/** `host:port`, an IPv6 host in brackets; null when it isn't. */
function readListen(text: string): { host: string; port: number } | null {
  const parts = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text);
  const host = parts?.[1] ?? parts?.[2];
  const port = Number(parts?.[3]);
  if (host === undefined || !(isIP(host) > 0 || host === 'localhost') || port > PORT_MOST) return null;
  return { host, port };
}

function readTls(certFile: string | undefined, keyFile: string | undefined): Configuration['tls'] {
  if (certFile === undefined && keyFile === undefined) return null;
  if (certFile === undefined) throw new ConfigurationRefused('VU_TLS_CERT_FILE is missing: VU_TLS_KEY_FILE needs it');
  if (keyFile === undefined) throw new ConfigurationRefused('VU_TLS_KEY_FILE is missing: VU_TLS_CERT_FILE needs it');
  const cert = reading('VU_TLS_CERT_FILE', () => readCertificates(certFile));
  const key = reading('VU_TLS_KEY_FILE', () => readPrivateKey(keyFile));
  const fault = pairFault(cert.certificates, key.key);
  if (fault !== null) throw new ConfigurationRefused(`VU_TLS_KEY_FILE ${fault} (VU_TLS_CERT_FILE)`);
  if (!canServeWith(cert.text, key.text)) {
    throw new ConfigurationRefused(
      'VU_TLS_CERT_FILE names a certificate too weak to serve with: have one made with a key of 2,048 bits or more',
    );
  }
  return { cert: cert.text, key: key.text };
}

/** Reads a file that a setting names. @throws ConfigurationRefused that begins with the setting */
function reading<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof TextFileRefused) throw new ConfigurationRefused(`${name} ${error.message}`);
    throw error;
  }
}

/**
 * The three kinds of e-mail, or none: with one missing, people would wait for what never comes.
 * @throws ConfigurationRefused
 */
function emailTemplates(read: z.infer<typeof environmentSchema>): Pick<NotifyConfiguration, 'emailTemplateIds'> {
  const ids = (en: string | undefined, cy: string | undefined) => (en === undefined ? null : { en, ...(cy !== undefined && { cy }) });
  const kinds = {
    code: ids(read.VU_NOTIFY_EMAIL_CODE_TEMPLATE_ID, read.VU_NOTIFY_EMAIL_CODE_TEMPLATE_ID_WELSH),
    invitation: ids(read.VU_NOTIFY_EMAIL_INVITATION_TEMPLATE_ID, read.VU_NOTIFY_EMAIL_INVITATION_TEMPLATE_ID_WELSH),
    alert: ids(read.VU_NOTIFY_EMAIL_ALERT_TEMPLATE_ID, read.VU_NOTIFY_EMAIL_ALERT_TEMPLATE_ID_WELSH),
  };
  const { code, invitation, alert } = kinds;
  if (code !== null && invitation !== null && alert !== null) return { emailTemplateIds: { code, invitation, alert } };
  if (code === null && invitation === null && alert === null) return {};
  const missing = Object.entries(kinds).find(([, each]) => each === null)?.[0] ?? '';
  throw new ConfigurationRefused(`VU_NOTIFY_EMAIL_${missing.toUpperCase()}_TEMPLATE_ID is missing: set all three for e-mails, or none`);
}
