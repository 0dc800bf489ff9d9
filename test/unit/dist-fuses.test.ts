import { FuseV1Options } from '@electron/fuses';
import { expect, test } from 'vitest';
import { FUSES, fusesFor } from '../../build/dist/fuses.ts';

const names = Object.keys(FuseV1Options).filter((name) => Number.isNaN(Number(name)));
const wire = (length: number): number[] => Array.from({ length }, (_, position) => position);

test('every fuse that there is has been decided, each with a reason', () => {
  expect(FUSES.map(({ name }) => name).sort()).toEqual(names.sort());
  for (const { why } of FUSES) expect(why.length).toBeGreaterThan(20);
});

test('nothing that runs other people’s code is left on', () => {
  const on = Object.fromEntries(FUSES.map((fuse) => [fuse.name, fuse.on]));
  expect(on).toEqual({
    RunAsNode: false,
    EnableCookieEncryption: true,
    EnableNodeOptionsEnvironmentVariable: false,
    EnableNodeCliInspectArguments: false,
    EnableEmbeddedAsarIntegrityValidation: true,
    OnlyLoadAppFromAsar: true,
    LoadBrowserProcessSpecificV8Snapshot: false,
    GrantFileProtocolExtraPrivileges: false,
    WasmTrapHandlers: true,
  });
});

test('the current Electron must have all of them; an old one may lack those that came later, and no other', () => {
  expect(fusesFor(wire(9), 45)).toHaveLength(9);
  expect(fusesFor(wire(7), 25).map(({ name }) => name)).not.toContain('WasmTrapHandlers');
  expect(() => fusesFor(wire(7), 45)).toThrow('GrantFileProtocolExtraPrivileges, WasmTrapHandlers');
  expect(() => fusesFor(wire(5), 25)).toThrow('OnlyLoadAppFromAsar');
});

test('a fuse that a newer Electron brings stops the build until somebody decides it', () => {
  expect(() => fusesFor(wire(10), 46)).toThrow('position 9');
});
