import { BlockList, isIPv4 } from 'node:net';
import { canonicalAddress, type ProxyTest } from './client-address.ts';

/** The proxies whose X-Forwarded-For is believed, as addresses and CIDR ranges. */

interface Range {
  readonly address: string;
  readonly length: number;
  readonly family: 'ipv4' | 'ipv6';
}

/** The numbers of the first and the last address of a range. */
type Span = readonly [first: bigint, last: bigint];

const BITS = { ipv4: 32, ipv6: 128 } as const;

/** Nobody out on the internet has one of these, so however many of them may be a proxy's. IANA's special-purpose registries. */
const PRIVATE = {
  ipv4: ['10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'],
  ipv6: ['::1', 'fc00::/7', 'fe80::/10'],
} as const;

/**
 * As many public addresses as a list may cover in all: twice what Cloudflare, the largest of the services that stand in front
 * of others, has (1.8 million, and a /28). Beyond that it is a part of the internet and no list of proxies: anybody in it is
 * believed about where they are, and so about whose tries are counted.
 */
const PUBLIC_MOST = { ipv4: 1n << 22n, ipv6: 1n << 101n } as const;

/** IPv6 ranges that stand for IPv4 addresses: mapped, and translated (RFC 6052). Those are to be written as what they are. */
const CARRIES_IPV4: readonly Span[] = [
  [0xffffn << 32n, (0xffffn << 32n) + 0xffff_ffffn],
  [0x64_ff9bn << 96n, (0x64_ff9bn << 96n) + 0xffff_ffffn],
];

/** Why they can't be a list of proxies, in words that go on from the setting's name; null when they can. */
export function proxiesFault(list: readonly string[]): string | null {
  const ranges: Range[] = [];
  for (const range of list.map(readRange)) {
    if (range === null) return 'must be addresses or ranges separated by commas, e.g. 10.0.0.5,10.1.0.0/24';
    ranges.push(range);
  }
  const tooMuch = (['ipv4', 'ipv6'] as const).some((family) => {
    const spans = ranges.filter((range) => range.family === family).map(spanOf);
    if (family === 'ipv6' && spans.some((span) => CARRIES_IPV4.some((carrier) => overlap(span, carrier)))) return true;
    return publicIn(spans, family) > PUBLIC_MOST[family];
  });
  return tooMuch ? 'covers a part of the internet, and anybody in it would be believed: name the proxies alone' : null;
}

/** A test from addresses and CIDR ranges; null when they are no list of proxies. */
export function trustedProxies(list: readonly string[]): ProxyTest | null {
  if (proxiesFault(list) !== null) return null;
  const trusted = new BlockList();
  for (const range of list.map(readRange)) if (range !== null) trusted.addSubnet(range.address, range.length, range.family);
  return (canonical) => trusted.check(canonical, isIPv4(canonical) ? 'ipv4' : 'ipv6');
}

function readRange(text: string): Range | null {
  const [address = '', bits] = text.split('/');
  const canonical = canonicalAddress(address);
  if (canonical === null) return null;
  const family = isIPv4(canonical) ? 'ipv4' : 'ipv6';
  const length = bits === undefined ? BITS[family] : Number(bits);
  if ((bits !== undefined && !/^\d{1,3}$/.test(bits)) || length > BITS[family]) return null;
  return { address: canonical, length, family };
}

function spanOf({ address, length, family }: Range): Span {
  const rest = BigInt(BITS[family] - length);
  const first = (numberOf(address, family) >> rest) << rest;
  return [first, first + (1n << rest) - 1n];
}

function numberOf(canonical: string, family: Range['family']): bigint {
  const [separator, base, bits] = family === 'ipv4' ? (['.', 10, 8n] as const) : ([':', 16, 16n] as const);
  return canonical.split(separator).reduce((number, part) => (number << bits) + BigInt(Number.parseInt(part, base)), 0n);
}

const overlap = (one: Span, other: Span): boolean => one[0] <= other[1] && other[0] <= one[1];

const inAll = (spans: readonly Span[]): bigint => spans.reduce((sum, [first, last]) => sum + last - first + 1n, 0n);

/** How many addresses they cover together that aren't private, each counted once. */
function publicIn(spans: readonly Span[], family: Range['family']): bigint {
  const kept = PRIVATE[family].flatMap((text) => readRange(text) ?? []).map(spanOf);
  return inAll(union([...spans, ...kept])) - inAll(kept);
}

/** The same addresses without overlaps. */
function union(spans: readonly Span[]): Span[] {
  const joined: Span[] = [];
  for (const span of spans.toSorted((a, b) => (a[0] < b[0] ? -1 : 1))) {
    const before = joined.at(-1);
    if (before !== undefined && span[0] <= before[1]) joined.splice(-1, 1, [before[0], span[1] > before[1] ? span[1] : before[1]]);
    else joined.push(span);
  }
  return joined;
}
