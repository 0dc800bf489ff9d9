import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { checkout } from '../folders.mjs';
import { EXAMPLE } from './example.ts';
import { adml, admx } from './group-policy.ts';
import { profile } from './profile.ts';
import { intuneNotes, referencePage } from './reference.ts';
import { ENGLISH_WORDS, WELSH_WORDS } from './words.ts';

const REFERENCE = 'docs/it/policies.md';

/** Everything that is made from the declaration of policies: path from the root of the checkout → content. */
export function policyFiles(): ReadonlyMap<string, string> {
  return new Map([
    ['build/policy/windows/VuDesktop.admx', admx()],
    // What Group Policy falls back to wherever it lacks a language.
    ['build/policy/windows/en-US/VuDesktop.adml', adml(ENGLISH_WORDS)],
    ['build/policy/windows/cy-GB/VuDesktop.adml', adml(WELSH_WORDS)],
    ['build/policy/windows/intune.md', intuneNotes()],
    ['build/policy/macos/vu-desktop.mobileconfig', profile()],
    ['build/policy/linux/policy.json', `${JSON.stringify(EXAMPLE, null, 2)}\n`],
    [REFERENCE, referencePage()],
  ]);
}

export function writePolicyFiles(): void {
  for (const [file, content] of policyFiles()) {
    const target = path.join(checkout, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, content);
  }
}

/** Where the templates of each system are; the packages of a system carry its own. */
const TEMPLATES_OF: Readonly<Record<string, string>> = {
  win32: 'build/policy/windows/',
  darwin: 'build/policy/macos/',
  linux: 'build/policy/linux/',
};

/** The templates that IT fills in on a system, for beside the installed application; with the reference page. */
export function writePolicyTemplates(folder: string, platform: string): void {
  const from = TEMPLATES_OF[platform];
  for (const [file, content] of policyFiles()) {
    const name = file === REFERENCE ? path.basename(file) : from !== undefined && file.startsWith(from) ? file.slice(from.length) : null;
    if (name === null) continue;
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
}

/** What `npm run check` has to say: each file that isn't what the declaration makes; empty when all is well. */
export function checkPolicyFiles(read: (file: string) => string | null = readIfThere): string {
  return [...policyFiles()]
    .filter(([file, content]) => read(file) !== content)
    .map(([file]) => `${file} is not what electron/policy/policies.ts makes: run npm run policy`)
    .join('\n');
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(path.join(checkout, file), 'utf8').replaceAll('\r\n', '\n');
  } catch {
    return null;
  }
}
