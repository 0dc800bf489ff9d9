import pg from 'pg';
import { isLoopback } from './http/client-address.ts';

/**
 * Why a database must not be reached as its address says; null when nothing speaks against it. What crosses a network is
 * passwords' hashes and people's data, so there the database has to show a certificate of an authority that is trusted, in the
 * name that the address has. Only `sslmode=verify-full` means that to `pg`, to psql and to pg_dump alike: to some of them the
 * others are satisfied with any certificate, or with none.
 */
export function transportFault(url: string): string | null {
  try {
    if (isLocal(hostOf(url))) return null;
    if (lastOf(url, 'sslmode') !== 'verify-full') return UNVERIFIED;
    const { ssl } = new pg.Client({ connectionString: url }) as unknown as { ssl: unknown };
    return isVerified(ssl) ? null : UNVERIFIED;
  } catch (error) {
    // `pg` reads the files that the address names, and says which; the name may hold what is secret.
    return error instanceof Error && 'syscall' in error
      ? 'names a certificate or key that can’t be read'
      : 'is no address that can be read';
  }
}

const UNVERIFIED =
  'names a database on another computer, which has to show a certificate: add sslmode=verify-full, and with an authority of your own sslrootcert=FILE';

/** Where `pg` itself would connect to, with what it takes from the environment. How is left out: it may name files. */
function hostOf(url: string): string {
  return new pg.Client({ connectionString: url.replace(/(?<=[?&])ssl[a-z]*=[^&]*/g, '') }).host;
}

/** A socket of this computer's file system, or its own network. */
function isLocal(host: string): boolean {
  return host.startsWith('/') || isLoopback(host);
}

/** `pg` takes the last of several. */
function lastOf(url: string, name: string): string | undefined {
  return new URLSearchParams(url.slice(url.indexOf('?') + 1)).getAll(name).at(-1);
}

/** What `pg` made of the address: true, or options of `tls.connect`, of which two turn off what is asked for. */
function isVerified(ssl: unknown): boolean {
  if (ssl === true) return true;
  return (
    typeof ssl === 'object' &&
    ssl !== null &&
    !('checkServerIdentity' in ssl) &&
    !('rejectUnauthorized' in ssl && ssl.rejectUnauthorized !== true)
  );
}
