import { builtinModules } from 'node:module';
import path from 'node:path/posix';
import { cycles } from './cycles.ts';
import { type Import, importsOf } from './imports.ts';

/** The part of package.json that says what may be imported. */
export interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

export interface Violation {
  readonly rule: string;
  /** `path:line`, from the root of the checkout. */
  readonly at: string;
  readonly why: string;
}

/** Which of our own folders each may import. One that isn't here may import nothing. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  shared: ['shared'],
  renderer: ['renderer', 'shared'],
  electron: ['electron', 'shared'],
  server: ['server', 'shared'],
  build: ['build', 'shared', 'electron', 'renderer', 'server', 'test', ''],
  test: ['test', 'shared', 'electron', 'renderer', 'server', 'build', ''],
  /** Files at the root: configuration. */
  '': ['', 'build'],
};

/** What is shipped: it may use only what is installed where it runs, or bundled into it. */
const SHIPPED = ['shared', 'renderer', 'electron', 'server'];

/** The packages of each shipped folder that isn't free to choose. Types and the platform come besides. */
const PACKAGES: Readonly<Record<string, readonly RegExp[]>> = {
  shared: [/^zod$/],
  renderer: [/^zod$/, /^zustand$/, /^react(-dom|-aria-components)?$/, /^@fontsource-variable\//],
};

interface Reservation {
  readonly rule: string;
  readonly reserved: (specifier: string) => boolean;
  /** Where the rule applies, and the exceptions in it. */
  readonly within: readonly string[];
  readonly only: readonly string[];
  readonly why: string;
}

const NETWORK = new Set(['http', 'https', 'http2', 'net', 'tls', 'dgram', 'dns', 'axios', 'undici', 'ws']);
const bare = (specifier: string): string => specifier.replace(/^node:/, '');

/** Modules that only some places may import. */
const RESERVATIONS: readonly Reservation[] = [
  {
    rule: 'electron-in-its-shell',
    reserved: (specifier) => packageOf(specifier) === 'electron',
    within: SHIPPED,
    only: ['electron/shell/', 'electron/bridge/', 'electron/main.ts', 'electron/preload.ts'],
    why: 'Everything else must run, and be tested, without Electron.',
  },
  {
    rule: 'keytar-in-the-keychain',
    reserved: (specifier) => packageOf(specifier) === 'keytar',
    within: SHIPPED,
    only: ['electron/keychain/'],
    why: 'Its traps are dealt with in one place.',
  },
  {
    rule: 'network-in-the-api-client',
    reserved: (specifier) => NETWORK.has(bare(specifier).split('/')[0] ?? ''),
    within: ['shared', 'renderer', 'electron'],
    // The bus of the person's own session is a socket of this computer and no network.
    only: ['electron/api/', 'electron/shell/bus/connection.ts'],
    why: "Requests go through Electron's net, so that the system's proxy and certificates apply.",
  },
  {
    rule: 'updater-in-one-place',
    reserved: (specifier) => packageOf(specifier) === 'electron-updater',
    within: SHIPPED,
    only: ['electron/shell/updater.ts'],
    why: 'It goes to the network by itself; one place holds it to a signed feed.',
  },
  {
    rule: 'no-node-outside-node',
    reserved: isBuiltin,
    within: ['shared', 'renderer', 'electron/sign-in'],
    only: [],
    why: 'This code runs in a browser, or must be pure.',
  },
  {
    rule: 'process-as-a-global',
    reserved: (specifier) => bare(specifier) === 'process',
    within: [...SHIPPED, 'build', 'test'],
    only: [],
    why: 'The check that process.env is read in one file per process sees only the global.',
  },
];

/** Folders whose insides nobody else in the shipped code may reach. */
const PRIVATE = [
  {
    rule: 'demo-stays-out',
    folder: 'server/demo/',
    within: SHIPPED,
    why: 'Demo accounts and the Notify stand-in must not be reachable in production.',
  },
  {
    rule: 'workflow-is-pure',
    folder: 'electron/',
    from: 'electron/sign-in/',
    except: 'electron/sign-in/',
    why: 'The sign-in workflow is tested without anything around it.',
  },
] as const;

/** Checks files, given as path from the root → source, against every import rule. */
export function importViolations(files: ReadonlyMap<string, string>, manifest: Manifest): Violation[] {
  const violations: Violation[] = [];
  const graph = new Map<string, string[]>();
  for (const [file, source] of files) {
    const targets: string[] = [];
    for (const found of importsOf(file, source)) {
      const target = found.specifier.startsWith('.') ? path.join(path.dirname(file), withoutQuery(found.specifier)) : null;
      if (target !== null) targets.push(target);
      const broken = target === null ? packageRules(file, found, manifest) : folderRules(file, target);
      for (const { rule, why } of broken) violations.push({ rule, at: `${file}:${found.line}`, why: `imports ${found.specifier}. ${why}` });
    }
    graph.set(file, targets);
  }
  for (const cycle of cycles(graph)) violations.push({ rule: 'no-cycles', at: cycle[0] ?? '', why: `${cycle.join(' → ')} → ${cycle[0]}` });
  return violations;
}

type Broken = Pick<Violation, 'rule' | 'why'>;

function* folderRules(file: string, target: string): Generator<Broken> {
  const from = topOf(file);
  const to = topOf(target);
  const allowed = MAY_IMPORT[from] ?? [];
  if (!allowed.includes(to))
    yield { rule: 'layers', why: `${from || 'The root'} may import ${allowed.filter((folder) => folder !== '').join(', ') || 'nothing'}.` };
  for (const rule of PRIVATE) {
    const applies =
      'from' in rule
        ? file.startsWith(rule.from) && !target.startsWith(rule.except)
        : rule.within.includes(from) && !file.startsWith(rule.folder);
    if (applies && target.startsWith(rule.folder)) yield { rule: rule.rule, why: rule.why };
  }
}

function* packageRules(file: string, { specifier, typeOnly }: Import, manifest: Manifest): Generator<Broken> {
  const from = topOf(file);
  for (const { rule, reserved, within, only, why } of RESERVATIONS) {
    const applies = within.some((folder) => file.startsWith(`${folder}/`)) && !only.some((place) => file.startsWith(place));
    if (applies && reserved(specifier)) yield { rule, why };
  }
  if (isBuiltin(specifier)) return;
  const name = packageOf(specifier);
  const installed = name in manifest.dependencies;
  const development = name in manifest.devDependencies || `@types/${name}` in manifest.devDependencies;
  if (!installed && !development) yield { rule: 'unlisted-package', why: 'It is not in package.json.' };
  // The API runs from its sources, so what it needs must be installed with it; the desktop's is bundled.
  else if ((from === 'server' || from === 'shared') && !installed && !typeOnly)
    yield { rule: 'development-package', why: 'It is only a development dependency.' };
  const choice = PACKAGES[from];
  if (choice !== undefined && !choice.some((pattern) => pattern.test(name)))
    yield { rule: 'package-choice', why: `${from}/ has a short list of packages.` };
}

function topOf(file: string): string {
  return file.includes('/') ? (file.split('/')[0] ?? '') : '';
}

function withoutQuery(specifier: string): string {
  return specifier.split('?')[0] ?? specifier;
}

function packageOf(specifier: string): string {
  const parts = specifier.split('/');
  return parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}

function isBuiltin(specifier: string): boolean {
  return specifier.startsWith('node:') || builtinModules.includes(specifier);
}
