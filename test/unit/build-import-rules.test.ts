import { expect, test } from 'vitest';
import { importViolations, type Manifest } from '../../build/check/import-rules.ts';

const manifest: Manifest = {
  dependencies: { zod: '4', keytar: '7', pg: '8', react: '19', axios: '1', 'electron-updater': '6' },
  devDependencies: { electron: '45', vitest: '5', '@types/estree': '1' },
};

/** The rules that files break, given as path → source. */
const broken = (files: Record<string, string>): string[] =>
  importViolations(new Map(Object.entries(files)), manifest).map(({ rule }) => rule);

const bad: [rule: string, file: string, source: string][] = [
  ['layers', 'shared/a.ts', "import { b } from '../server/b.ts';"],
  ['layers', 'renderer/a.ts', "import { b } from '../electron/b.ts';"],
  ['layers', 'renderer/sign-in/a.tsx', "import type { B } from '../../server/b.ts';"],
  ['layers', 'electron/a.ts', "import { b } from '../renderer/b.ts';"],
  ['layers', 'electron/a.ts', "export * from '../server/b.ts';"],
  ['layers', 'server/a.ts', "import { b } from '../electron/b.ts';"],
  ['layers', 'server/a.ts', "const b = await import('../test/b.ts');"],
  ['layers', 'server/a.ts', "type B = import('../build/b.ts').B;"],
  ['layers', 'somewhere/a.ts', "import { b } from '../shared/b.ts';"],
  ['electron-in-its-shell', 'electron/api/a.ts', "import { net } from 'electron';"],
  ['electron-in-its-shell', 'electron/sign-in/a.ts', "import type { App } from 'electron';"],
  ['keytar-in-the-keychain', 'electron/shell/a.ts', "import keytar from 'keytar';"],
  ['keytar-in-the-keychain', 'electron/main.ts', "const keytar = require('keytar');"],
  ['updater-in-one-place', 'electron/bridge/a.ts', "const { autoUpdater } = await import('electron-updater');"],
  ['network-in-the-api-client', 'electron/shell/a.ts', "import { request } from 'node:https';"],
  ['network-in-the-api-client', 'electron/shell/a.ts', "import axios from 'axios';"],
  ['no-node-outside-node', 'electron/sign-in/a.ts', "import { randomUUID } from 'node:crypto';"],
  ['no-node-outside-node', 'shared/a.ts', "import path from 'path';"],
  ['no-node-outside-node', 'renderer/a.ts', "import { readFileSync } from 'node:fs';"],
  ['process-as-a-global', 'server/a.ts', "import { env } from 'node:process';"],
  ['demo-stays-out', 'server/main.ts', "import { seed } from './demo/council.ts';"],
  ['workflow-is-pure', 'electron/sign-in/a.ts', "import { b } from '../shell/b.ts';"],
  ['unlisted-package', 'electron/a.ts', "import x from 'left-pad';"],
  ['development-package', 'server/a.ts', "import { expect } from 'vitest';"],
  ['package-choice', 'renderer/a.ts', "import pg from 'pg';"],
  ['package-choice', 'shared/a.ts', "import { useState } from 'react';"],
];

test.for(bad)('%s is broken by %s with %s', ([rule, file, source]) => {
  expect(broken({ [file]: source })).toContain(rule);
});

const good: [file: string, source: string][] = [
  ['shared/sign-in/a.ts', "import * as z from 'zod'; import { b } from '../b.ts';"],
  ['renderer/a.tsx', "import { useState } from 'react'; import type { View } from '../shared/bridge.ts'; import './a.css';"],
  ['electron/shell/a.ts', "import { app } from 'electron'; import path from 'node:path';"],
  ['electron/keychain/a.ts', "import keytar from 'keytar';"],
  ['electron/api/a.ts', "import { isIP } from 'node:net';"],
  ['server/a.ts', "import pg from 'pg'; import type { Node } from 'estree';"],
  ['server/demo/a.ts', "import { b } from './b.ts';"],
  ['test/a.ts', "import { b } from '../server/demo/b.ts'; import { app } from 'electron';"],
  ['build/a.ts', "import config from '../vite.config.ts';"],
];

test.for(good)('nothing is broken by %s with %s', ([file, source]) => {
  expect(broken({ [file]: source })).toEqual([]);
});

test('two files that import each other are a cycle, however far round it goes', () => {
  expect(
    broken({
      'server/a.ts': "import { b } from './b.ts';",
      'server/b.ts': "export { c } from './deep/c.ts';",
      'server/deep/c.ts': "import type { A } from '../a.ts';",
      'server/d.ts': "import { a } from './a.ts';",
    }),
  ).toEqual(['no-cycles']);
});

test('a file that imports itself is a cycle', () => {
  expect(broken({ 'server/a.ts': "import { a } from './a.ts';" })).toEqual(['no-cycles']);
});

test('two ways to the same file are no cycle', () => {
  expect(
    broken({
      'server/a.ts': "import './b.ts'; import './c.ts';",
      'server/b.ts': "import './d.ts';",
      'server/c.ts': "import './d.ts';",
      'server/d.ts': '',
    }),
  ).toEqual([]);
});

test('a violation says where it is', () => {
  const [violation] = importViolations(new Map([['shared/a.ts', "\n\nimport { b } from '../server/b.ts';"]]), manifest);
  expect(violation?.at).toBe('shared/a.ts:3');
});
