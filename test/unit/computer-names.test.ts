import fc from 'fast-check';
import { expect, test } from 'vitest';
import { computerNames } from '../../shared/control/computer-names.ts';

test('computers with the same name, capitals aside, are told apart by the ending of their ids, and others keep theirs', () => {
  const called = computerNames([
    { deviceId: '0001-abcd', name: 'PC-7' },
    { deviceId: '0002-abce', name: 'pc-7' },
    { deviceId: '0003-abcd', name: 'PC-8' },
  ]);
  expect(['0001-abcd', '0002-abce', '0003-abcd'].map(called)).toEqual(['PC-7 (…abcd)', 'pc-7 (…abce)', 'PC-8']);
  const longer = computerNames([
    { deviceId: '1-abcd', name: 'PC-7' },
    { deviceId: '2-abcd', name: 'PC-7' },
  ]);
  expect(longer('1-abcd')).toBe('PC-7 (…1-abcd)');
});

test('a computer that is trusted for two applications is one computer, by its newest name', () => {
  const called = computerNames([
    { deviceId: '0001-abcd', name: 'PC-7' },
    { deviceId: '0001-abcd', name: 'PC-7' },
    { deviceId: '0002-abce', name: 'Reception' },
    { deviceId: '0002-abce', name: 'PC-7' },
  ]);
  expect(['0001-abcd', '0002-abce'].map(called)).toEqual(['PC-7', 'Reception']);
});

const computers = fc.uniqueArray(fc.record({ deviceId: fc.uuid(), name: fc.constantFrom('PC-7', 'pc-7 ', 'PC-8') }), {
  selector: ({ deviceId }) => deviceId,
});

test('no two are ever called the same', () => {
  fc.assert(
    fc.property(computers, (list) => {
      const called = computerNames(list);
      expect(new Set(list.map(({ deviceId }) => called(deviceId).toLowerCase())).size).toBe(list.length);
    }),
  );
});

test('the trusted ones among them are called as in the list of all, where both tell them apart', () => {
  const lists = computers.chain((all) => fc.record({ all: fc.constant(all), trusted: fc.subarray(all) }));
  fc.assert(
    fc.property(lists, ({ all, trusted }) => {
      const [inAll, inTrusted] = [computerNames(all), computerNames(trusted)];
      // Two names of one computer differ in how much of its ending they show, and in nothing else.
      const parts = (name: string) => /^(.*?)(?: \(…(.+)\))?$/s.exec(name)?.slice(1) ?? [];
      for (const { deviceId, name } of trusted) {
        const [[nameInAll, ending = ''], [nameInTrusted, shorter = '']] = [parts(inAll(deviceId)), parts(inTrusted(deviceId))];
        expect([nameInAll, nameInTrusted]).toEqual([name, name]);
        expect(ending.endsWith(shorter) && deviceId.endsWith(ending)).toBe(true);
      }
    }),
  );
});
