import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type InlineConfig, type Plugin } from 'vite';

/**
 * The three bundles of the desktop, all into `dist/desktop/`, which Electron can run from anywhere:
 * main (CommonJS), preload (one file) and renderer. `vite build --mode main|preload|renderer` builds one of them;
 * build/ takes the list. The first empties the folder, so the order matters.
 */

const ROOT = fileURLToPath(new URL('.', import.meta.url));
const OUT = join(ROOT, 'dist/desktop');

/** The compatibility runtime (Electron 25) is Node 18 and Chromium 114, so that is what the bundles are written for. */
const NODE_TARGET = 'node18';
const BROWSER_TARGET = 'chrome114';

/** The one with the letters of English; Welsh has two more in the next. */
const FIRST_FONT = /atkinson-hyperlegible-next-latin-wght-normal.*\.woff2$/;

/** `=wrap((name=>{` or `=wrap(((name,name)=>{`: parentheses that nothing but a hint needs. */
const HINTED_ARROW = /=([\w$]+)\(\((?:([\w$]+)|\(([\w$,]*)\))=>\{/g;

/** Where the development server listens; the app's own protocol handler fetches from it (electron/shell/protocol.ts). */
const DEVELOPMENT_PORT = 5173;

export type DesktopPart = 'main' | 'preload' | 'renderer';

/** What the desktop is built for. The default is the machine that builds it. */
export interface DesktopTarget {
  readonly platform: string;
  readonly arch: string;
}

/** All that keytar needs at run time, with the one prebuilt binary of the target. A package with more would carry every platform's. */
async function copyKeytar(target: DesktopTarget): Promise<void> {
  const from = join(ROOT, 'node_modules/keytar');
  const to = join(OUT, 'node_modules/keytar');
  const prebuild = join('prebuilds', `${target.platform}-${target.arch}`);
  await rm(to, { recursive: true, force: true });
  await mkdir(to, { recursive: true });
  for (const path of ['lib', 'LICENSE.md', join(prebuild, 'keytar.node')]) await cp(join(from, path), join(to, path), { recursive: true });
  const { name, version, license } = JSON.parse(await readFile(join(from, 'package.json'), 'utf8'));
  await writeFile(join(to, 'package.json'), `${JSON.stringify({ name, version, license, main: './lib/keytar.js' }, null, 2)}\n`);
}

/** Makes the output folder an application: what Electron reads to start it, and the native module beside it. */
function runnableFolder(target: DesktopTarget): Plugin {
  return {
    name: 'vu-runnable-folder',
    async writeBundle() {
      const { name, productName, version, description, author, homepage } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
      const manifest = { name, productName, version, description, author, homepage, main: 'main.cjs' };
      await writeFile(join(OUT, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
      // What electron-updater reads of an unpackaged desktop; a packaged one has its own (build/dist/pack.ts).
      await writeFile(join(OUT, 'dev-app-update.yml'), 'updaterCacheDirName: vu-desktop-updater\n');
      await copyKeytar(target);
    },
  };
}

/** Node-side bundles: everything inside but Electron itself, the native module and Node's own. */
function nodeBundle(part: 'main' | 'preload', plugins: Plugin[]): InlineConfig {
  return {
    configFile: false,
    root: ROOT,
    mode: 'production',
    plugins: [...plugins, oneByteLetters()],
    ssr: { noExternal: true, external: ['electron', 'keytar'], target: 'node' },
    build: {
      ssr: true,
      target: NODE_TARGET,
      outDir: OUT,
      emptyOutDir: part === 'main',
      copyPublicDir: false,
      rolldownOptions: {
        input: { [part]: join(ROOT, `electron/${part}.ts`) },
        external: ['electron', 'keytar', /^node:/],
        output: {
          format: 'cjs',
          // Half the text is half the time to compile it, at the start; names stay, so that a stack in a log can be read.
          minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
          entryFileNames: '[name].cjs',
          chunkFileNames: 'main-[name].cjs',
          // require() in its place: from inside an archive, Electron before 28 can't import() a module, so an installed
          // desktop had no keychain (test/artefact/installed.test.ts found it).
          dynamicImportInCjs: false,
          // A sandboxed preload can't load a second file.
          ...(part === 'preload' ? { codeSplitting: false } : {}),
        },
      },
    },
  };
}

/** Changes the text of each script once everything else has been done to it. */
function rewriting(name: string, rewrite: (code: string) => string): Plugin {
  return {
    name,
    apply: 'build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) if (file.type === 'chunk') file.code = rewrite(file.code);
    },
  };
}

/** A saving that a newer bundler's other way of writing would lose without a word: the build fails instead. */
function found<T>(what: string, inBundle: readonly T[]): readonly T[] {
  if (inBundle.length === 0) throw new Error(`vite.config.ts: the bundle has no ${what} any more, so a saving at the start would be lost`);
  return inBundle;
}

/**
 * Writes the few letters that Latin-1 lacks as escapes. One curly apostrophe, and the whole script is kept at two bytes a
 * letter, which is twice the memory and slower to read.
 */
function oneByteLetters(): Plugin {
  const escaped = (_whole: string, slashes: string, letter: string): string => {
    if (slashes.length % 2 === 1) throw new Error(`vite.config.ts: ${letter} follows a backslash in a script, and would lose its meaning`);
    return `${slashes}\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
  };
  return rewriting('vu-one-byte-letters', (code) => code.replace(/(\\*)([^\0-\xff])/g, escaped));
}

/**
 * A module that is wrapped in a function runs as soon as the page does. The bundler says so by parentheses around an arrow
 * function, which Chromium 114 doesn't take for a hint: it would read React twice (27 ms of the start, measured). Around
 * an ordinary function it does.
 */
function readModulesOnce(): Plugin {
  const wrapped: string[] = [];
  const rewriter = rewriting('vu-read-modules-once', (code) =>
    code.replace(HINTED_ARROW, (whole, wrap, name, names) => {
      wrapped.push(whole);
      return `=${wrap}((function(${name ?? names}){`;
    }),
  );
  return { ...rewriter, writeBundle: () => void found('wrapped module', wrapped) };
}

/**
 * Puts all that the page begins with into one file. What later screens share with it would otherwise be in files of their
 * own, and each file is another round through main before the first screen.
 */
function firstScreen(): (
  id: string,
  modules: { getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null },
) => string | null {
  let first: Set<string> | null = null;
  return (id, modules) => {
    if (first === null) {
      first = new Set([join(ROOT, 'renderer/index.html')]);
      for (const module of first) for (const imported of modules.getModuleInfo(module)?.importedIds ?? []) first.add(imported);
    }
    return first.has(id) ? 'first' : null;
  };
}

/** The font of the first screen, asked for with the page: its text is drawn once, and not again when the font comes. */
function askForFont(): Plugin {
  return {
    name: 'vu-ask-for-font',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle }) =>
        found(
          'first font',
          Object.keys(bundle ?? {}).filter((file) => FIRST_FONT.test(file)),
        ).map((file) => ({
          tag: 'link',
          attrs: { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: true, href: `/${file}` },
          injectTo: 'head',
        })),
    },
  };
}

function rendererBundle(): InlineConfig {
  return {
    configFile: false,
    root: join(ROOT, 'renderer'),
    base: '/',
    mode: 'production',
    plugins: [react(), readModulesOnce(), oneByteLetters(), askForFont()],
    server: { port: DEVELOPMENT_PORT, strictPort: true, hmr: { protocol: 'ws', host: 'localhost', port: DEVELOPMENT_PORT } },
    build: {
      target: BROWSER_TARGET,
      outDir: join(OUT, 'renderer'),
      emptyOutDir: true,
      // The content security policy allows no inline script and no data: fonts.
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      rolldownOptions: { output: { codeSplitting: { groups: [{ name: firstScreen() }] } } },
    },
  };
}

/** The builds in the order in which they must run. `build/` calls Vite's `build()` with each. */
export function desktopBuilds(target: DesktopTarget = { platform: process.platform, arch: process.arch }): InlineConfig[] {
  return [nodeBundle('main', [runnableFolder(target)]), nodeBundle('preload', []), rendererBundle()];
}

/** One of the builds, by name. */
export function desktopBuild(part: DesktopPart): InlineConfig {
  const builds = desktopBuilds();
  const config = builds[(['main', 'preload', 'renderer'] as const).indexOf(part)];
  if (config === undefined) throw new Error(`There is no part called ${part}`);
  return config;
}

export default defineConfig(({ command, mode }) => {
  if (command === 'serve') return desktopBuild('renderer');
  if (mode !== 'main' && mode !== 'preload' && mode !== 'renderer')
    throw new Error('Say which part to build: --mode main, preload or renderer');
  return desktopBuild(mode);
});
