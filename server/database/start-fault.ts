import { ConnectionFailed, codeOf, DatabaseUnfit } from './connecting.ts';
import { isDatabaseAway } from './database.ts';

/** SQLSTATEs and Node's codes, with what whoever starts the API has to know: to follow the setting's name. */
const REASONS: readonly (readonly [code: RegExp, words: string])[] = [
  [/^(?:28|3D000)/, 'names a database that refuses its user, its password or its name'],
  [/^(?:ENOTFOUND|EAI_AGAIN)$/, 'names a host that no name server knows'],
  [
    /^(?:DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|CERT_|ERR_TLS_CERT_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE)/,
    'names a server whose certificate isn’t vouched for: give its authority’s certificate in sslrootcert, and the host’s name as it is in the certificate',
  ],
  [
    /^(?:EPROTO|ERR_SSL_|ERR_OSSL_)/,
    'names a server that TLS can’t be agreed on with: look at its log, and at sslmode, sslcert and sslkey',
  ],
  [/^25006$/, 'names a database that takes no changes now, as a standby does: name the one that is written to'],
  [/^42501$/, 'names a role that may not use the tables yet: npm run operator -- database migrate gives it what it needs'],
  [/^53300$/, 'names a database without a free connection: raise its max_connections, or lower VU_DATABASE_POOL'],
  [/^53100$/, 'names a database whose disk is full'],
];

/** What `pg` says without a code when it doesn't get a connection. */
const MESSAGES: readonly (readonly [message: RegExp, words: string])[] = [
  [/does not support SSL/, 'asks for TLS, which that server has switched off: turn its ssl on'],
  [/client password must be a string/, 'has no password in it, and the database asks for one'],
  [/^SASL|authentication/i, 'names a database that refuses its user, its password or its name'],
];

/** Why the database can't be begun with, in words that follow the setting's name; null when it isn't the database's fault. */
export function databaseFault(error: unknown): string | null {
  if (error instanceof DatabaseUnfit) return error.message;
  const code = codeOf(error);
  const said = error instanceof ConnectionFailed && error.cause instanceof Error ? error.cause.message : '';
  const known = REASONS.find(([pattern]) => code !== null && pattern.test(code)) ?? MESSAGES.find(([pattern]) => pattern.test(said));
  return known?.[1] ?? (isDatabaseAway(error) ? 'names a database that can’t be reached' : null);
}
