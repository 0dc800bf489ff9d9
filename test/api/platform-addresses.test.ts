import { expect, test } from 'vitest';
import { canonicalAddress, clientAddress, networkOf } from '../../server/http/client-address.ts';
import { trustedProxies } from '../../server/http/proxies.ts';

function proxies(...list: string[]) {
  const isTrusted = trustedProxies(list);
  if (isTrusted === null) throw new Error('the list is wrong');
  return isTrusted;
}

const nobody = proxies();
const ours = proxies('10.0.0.0/24', 'fd00::1');

test.each([
  ['2001:db8::1', '2001:db8:0:0:0:0:0:1'],
  ['2001:0DB8:0000:0000:0000:0000:0000:0001', '2001:db8:0:0:0:0:0:1'],
  ['2001:db8:0:0::0:1', '2001:db8:0:0:0:0:0:1'],
  ['2001:db8::0.0.0.1', '2001:db8:0:0:0:0:0:1'],
  ['fe80::1%eth0', 'fe80:0:0:0:0:0:0:1'],
  ['::', '0:0:0:0:0:0:0:0'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['::FFFF:c000:0207', '192.0.2.7'],
  ['0:0:0:0:0:ffff:192.0.2.7', '192.0.2.7'],
  ['64:ff9b::192.0.2.7', '192.0.2.7'],
  ['192.0.2.7', '192.0.2.7'],
])('%s is spelt %s', (spelling, canonical) => {
  expect(canonicalAddress(spelling)).toBe(canonical);
});

test.each(['', '192.0.2', '192.0.2.07', '192.0.2.256', '2001:db8:::1', 'localhost', '::1]', '1', '0x7f.0.0.1'])(
  '%j is no address',
  (text) => {
    expect(canonicalAddress(text)).toBeNull();
  },
);

test('all addresses of an IPv6 subscriber count as one network, however they are spelt', () => {
  const networks = ['2001:db8:1:2::1', '2001:db8:1:2:ffff:ffff:ffff:ffff', '2001:0db8:0001:0002:a:b:c:d'].map((each) =>
    networkOf(clientAddress(each, undefined, nobody)),
  );

  expect(new Set(networks)).toEqual(new Set(['2001:db8:1:2::/64']));
  expect(networkOf(clientAddress('2001:db8:1:3::1', undefined, nobody))).not.toBe(networks[0]);
});

test('an IPv4 client counts the same over a dual-stack socket', () => {
  expect(networkOf(clientAddress('::ffff:192.0.2.7', undefined, nobody))).toBe('192.0.2.7');
});

test('X-Forwarded-For of someone who is no trusted proxy is not believed', () => {
  expect(clientAddress('198.51.100.9', '192.0.2.7', ours)).toBe('198.51.100.9');
  expect(clientAddress('198.51.100.9', '192.0.2.7', nobody)).toBe('198.51.100.9');
});

test('what a client claims left of what the proxy wrote is not believed', () => {
  expect(clientAddress('10.0.0.5', '192.0.2.1, 203.0.113.4', ours)).toBe('203.0.113.4');
  expect(clientAddress('10.0.0.5', '10.0.0.9, 203.0.113.4', ours)).toBe('203.0.113.4');
});

test('several trusted proxies are looked through', () => {
  expect(clientAddress('fd00::1', '203.0.113.4, 10.0.0.5, ::ffff:10.0.0.7', ours)).toBe('203.0.113.4');
});

test('a proxy that writes ports is understood', () => {
  expect(clientAddress('10.0.0.5', '203.0.113.4:51000', ours)).toBe('203.0.113.4');
  expect(clientAddress('10.0.0.5', '[2001:db8::1]:51000', ours)).toBe('2001:db8:0:0:0:0:0:1');
});

test('nonsense from a proxy counts as the proxy', () => {
  expect(clientAddress('10.0.0.5', '203.0.113.4, unknown', ours)).toBe('10.0.0.5');
  expect(clientAddress('10.0.0.5', '', ours)).toBe('10.0.0.5');
});

test.each(['everything', '0.0.0.0/0', '10.0.0.0/33', '10.0.0.0/', '::/0', '10.0.0.0/2x'])('%s is no list of proxies', (text) => {
  expect(trustedProxies([text])).toBeNull();
});

const everyEighth = Array.from({ length: 256 }, (_, first) => `${first}.0.0.0/8`);
test.each([
  ['the whole of IPv4 in two halves', ['0.0.0.0/1', '128.0.0.0/1']],
  ['the same in four quarters and an address', ['64.0.0.0/2', '0.0.0.0/2', '10.0.0.5', '192.0.0.0/2', '128.0.0.0/2']],
  ['half of it', ['0.0.0.0/1']],
  ['the whole of it in small parts', everyEighth],
  ['all but what is private', everyEighth.filter((each) => !each.startsWith('10.'))],
  ['eight million addresses in parts that overlap', ['52.0.0.0/10', '52.32.0.0/11', '52.64.0.0/10']],
  ['a private range and as much beside it', ['10.0.0.0/7']],
  ['the whole of IPv6 in two halves', ['::/1', '8000::/1']],
  ['all of IPv6 that is given out', ['2000::/3']],
  ['a sixteenth of it', ['2a00::/7']],
  ['what IPv4 is carried in', ['::fffe:0:0/95']],
  ['a range of IPv6 with all of IPv4 in it', ['::/64']],
  ['what IPv4 is translated into', ['64:ff9b::1:0:0/95']],
])('%s is too much to be a list of proxies', (_, list) => {
  expect(trustedProxies(list)).toBeNull();
});

test.each([
  [
    'all that is private',
    ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '127.0.0.0/8', 'fc00::/7', 'fe80::/10', '::1'],
  ],
  // Cloudflare's own, the largest of a service in front that councils use.
  [
    'a service in front of the API',
    ['104.16.0.0/13', '104.24.0.0/14', '172.64.0.0/13', '162.158.0.0/15', '2400:cb00::/32', '2606:4700::/32', '2a06:98c0::/29'],
  ],
  ['one and the same range said many times', Array.from({ length: 8 }, () => '104.16.0.0/12')],
])('%s is one', (_, list) => {
  expect(trustedProxies(list)).not.toBeNull();
});
