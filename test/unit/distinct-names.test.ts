import fc from 'fast-check';
import { expect, test } from 'vitest';
import { distinctNames } from '../../renderer/components/distinct-names.ts';

test('things with the same name, capitals aside, are told apart by the ending of their ids, and others keep theirs', () => {
  const called = distinctNames([
    { id: '0001-abcd', name: 'PC-7' },
    { id: '0002-abce', name: 'pc-7' },
    { id: '0003-abcd', name: 'PC-8' },
  ]);
  expect(['0001-abcd', '0002-abce', '0003-abcd'].map(called)).toEqual(['PC-7 (…abcd)', 'pc-7 (…abce)', 'PC-8']);
  const longer = distinctNames([
    { id: '1-abcd', name: 'PC-7' },
    { id: '2-abcd', name: 'PC-7' },
  ]);
  expect(longer('1-abcd')).toBe('PC-7 (…1-abcd)');
});

test('no two are ever called the same', () => {
  const things = fc.uniqueArray(fc.record({ id: fc.uuid(), name: fc.constantFrom('PC-7', 'pc-7 ', 'PC-8') }), { selector: ({ id }) => id });
  fc.assert(
    fc.property(things, (list) => {
      const called = distinctNames(list);
      expect(new Set(list.map(({ id }) => called(id).toLowerCase())).size).toBe(list.length);
    }),
  );
});
