import { beginsWithMark, TextFileRefused } from '../text-file.ts';
import { pairFault, readCertificates, readPrivateKey } from '../tls-files.ts';

/**
 * The address of the database as people write it, judged before `pg` reads it, which says of a wrong one what a program
 * understands, or takes half of it for something else.
 */

const SCHEME = /^postgres(?:ql)?:\/\//;
const ESCAPES = 'in a user or password write # as %23, / as %2F, ? as %3F, @ as %40 and % as %25';
const PORT_MOST = 65_535;
/** Those that `pg` knows; it takes an unknown one for any other, without a word. */
const TLS_MODES = ['disable', 'no-verify', 'prefer', 'require', 'verify-ca', 'verify-full'];

/**
 * What is wrong with an address, to follow the setting's name; null when nothing is. Never repeats any of it, since what
 * looks like a port may be the half of a password.
 */
export function databaseAddressFault(text: string): string | null {
  if (!SCHEME.test(text)) return 'must be a PostgreSQL address (postgres://user:password@host:port/database)';
  if (/\s/.test(text)) return `has a space in it: write it as %20`;
  if (text.includes('#')) return `has a # in it, which ends an address: ${ESCAPES}`;
  if (/%(?![0-9a-fA-F]{2})/.test(text) || !isDecodable(text)) return `has a % that isn’t the beginning of an escape: ${ESCAPES}`;
  const [authority = ''] = text.replace(SCHEME, '').split(/[/?]/);
  if (!authority.includes('@') && text.includes('@')) return `has a / or ? before its @: ${ESCAPES}`;
  return hostFault(authority.slice(authority.lastIndexOf('@') + 1)) ?? parameterFault(text);
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

function hostFault(host: string): string | null {
  if (host.includes(',')) return 'names several hosts: one is possible, such as the name that a failover moves';
  const port = /^(?:\[[^\]]*\]|[^:[]*):(.*)$/.exec(host)?.[1];
  if (port === undefined || port === '') return null;
  if (!/^\d+$/.test(port)) return `has something after its host’s colon that is no port: ${ESCAPES}`;
  return isPort(port) ? null : `has a port that there isn’t: they go from 1 to ${PORT_MOST}`;
}

const isPort = (text: string): boolean => /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= PORT_MOST;

function parameterFault(text: string): string | null {
  let url: URL;
  try {
    url = new URL(text.replace('@/', '@localhost/').replace(/^(postgres(?:ql)?:\/\/)(?=[/?]|$)/, '$1localhost'));
  } catch {
    return 'has a host that is none: it must be postgres://user:password@host:port/database';
  }
  const parameter = (name: string): string | null => url.searchParams.get(name);
  const port = parameter('port');
  if (port !== null && !isPort(port)) return `has a port that there isn’t: they go from 1 to ${PORT_MOST}`;
  const mode = parameter('sslmode');
  if (mode !== null && !TLS_MODES.includes(mode)) return `has an sslmode that there isn’t: there are ${TLS_MODES.join(', ')}`;
  return filesFault(parameter('sslrootcert'), parameter('sslcert'), parameter('sslkey'));
}

function filesFault(authorities: string | null, certificate: string | null, key: string | null): string | null {
  try {
    if (authorities !== null) read('sslrootcert', authorities, readCertificates);
    const shown = certificate === null ? null : read('sslcert', certificate, readCertificates);
    const own = key === null ? null : read('sslkey', key, readPrivateKey);
    if ((shown === null) !== (own === null)) return `has sslcert or sslkey without the other: a certificate and its key go together`;
    const mismatch = shown && own && pairFault(shown.certificates, own.key);
    return mismatch === null ? null : `has an sslkey that ${mismatch}`;
  } catch (error) {
    if (error instanceof TextFileRefused) return error.message;
    throw error;
  }
}

/** `pg` reads them itself, and takes a mark before the first line for a part of it. */
function read<T>(name: string, path: string, reader: (path: string) => T): T {
  try {
    const content = reader(path);
    if (beginsWithMark(path)) throw new TextFileRefused('names a file with a byte-order mark: save it as UTF-8 without one');
    return content;
  } catch (error) {
    if (error instanceof TextFileRefused) throw new TextFileRefused(`has an ${name} that ${error.message}`);
    throw error;
  }
}
