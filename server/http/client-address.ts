import { isIP, isIPv4 } from 'node:net';

/**
 * Where a request came from, in one spelling. An IPv6 subscriber has at least a /64 to choose addresses from and each
 * address has many spellings, so limits that count raw text count nothing (CVE-2026-45364).
 */

/** Bits of an IPv6 address that name a network (RFC 4291 section 2.5.1: the rest are the interface's own). */
const NETWORK_GROUPS = 4;
const GROUPS = 8;
const GROUP_BITS = 16;

/** The eight 16-bit groups of a valid IPv6 address. */
function groupsOf(address: string): number[] {
  // A dotted tail, as in ::ffff:192.0.2.1, is two groups.
  const hex = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a, b, c, d) => {
    const pair = (high: string, low: string) => ((Number(high) << 8) | Number(low)).toString(16);
    return `${pair(a, b)}:${pair(c, d)}`;
  });
  const [before = '', after] = hex.split('::');
  const numbers = (text: string) => (text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16)));
  const head = numbers(before);
  const tail = after === undefined ? [] : numbers(after);
  return [...head, ...Array<number>(GROUPS - head.length - tail.length).fill(0), ...tail];
}

/** The IPv4 address inside an IPv6 one that only carries it: mapped (::ffff:0:0/96) or translated (64:ff9b::/96, RFC 6052). */
function carriedIpv4(groups: readonly number[]): string | null {
  const prefix = groups.slice(0, 6).join(',');
  if (prefix !== '0,0,0,0,0,65535' && prefix !== '100,65435,0,0,0,0') return null;
  return groups
    .slice(6)
    .flatMap((group) => [group >> 8, group & 0xff])
    .join('.');
}

/** An address in its one spelling: IPv4 dotted, IPv6 as eight plain groups; null when it is neither. */
export function canonicalAddress(text: string): string | null {
  const address = text.trim().replace(/%.*$/, '');
  if (isIPv4(address)) return address;
  if (isIP(address) === 0) return null;
  const groups = groupsOf(address);
  return carriedIpv4(groups) ?? groups.map((group) => group.toString(16)).join(':');
}

/** The network that limits count by: an IPv4 address itself, or the /64 of an IPv6 one. */
export function networkOf(canonical: string): string {
  return isIPv4(canonical) ? canonical : `${canonical.split(':').slice(0, NETWORK_GROUPS).join(':')}::/64`;
}

/** True for an address that only this computer can reach. */
export function isLoopback(host: string): boolean {
  if (host === 'localhost') return true;
  const address = canonicalAddress(host);
  return address !== null && (address.startsWith('127.') || address === '0:0:0:0:0:0:0:1');
}

/** The network of so many bits, at most 64, around the /64 of an IPv6 address, e.g. `2001:db8:1:0::/48`. */
export function widerNetwork(network: string, bits: number): string {
  const groups = network
    .split(':')
    .slice(0, NETWORK_GROUPS)
    .map((group, at) => {
      const kept = Math.min(GROUP_BITS, Math.max(0, bits - at * GROUP_BITS));
      const mask = (0xffff << (GROUP_BITS - kept)) & 0xffff;
      return (Number.parseInt(group, 16) & mask).toString(16);
    });
  return `${groups.join(':')}::/${bits}`;
}

/** Says whether an address is one of the proxies whose X-Forwarded-For is believed. */
export type ProxyTest = (canonical: string) => boolean;

/**
 * The client's canonical address. X-Forwarded-For counts only as far as trusted proxies wrote it: from the right,
 * the first address that isn't a trusted proxy's is the client's, and whatever stands left of it is anyone's claim.
 * @param peer the other end of the connection
 */
export function clientAddress(peer: string | undefined, forwardedFor: string | undefined, isTrusted: ProxyTest): string {
  let client = canonicalAddress(peer ?? '') ?? UNKNOWN_ADDRESS;
  const hops = (forwardedFor ?? '').split(',').reverse();
  for (const hop of hops) {
    if (!isTrusted(client)) break;
    const next = canonicalAddress(withoutPort(hop.trim()));
    if (next === null) break;
    client = next;
  }
  return client;
}

/** What a connection that is already gone is counted as. */
const UNKNOWN_ADDRESS = '0.0.0.0';

/** Some proxies write `192.0.2.1:4711` or `[2001:db8::1]:4711`. */
function withoutPort(hop: string): string {
  return /^\[(.+)\](?::\d+)?$/.exec(hop)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(hop)?.[1] ?? hop;
}
