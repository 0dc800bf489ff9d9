/**
 * `npm run dist -- [TARGET…] [--release] [--arch ARCH]`: what IT installs, into out/dist. Without a target, all those of
 * this system. `--release` refuses what a council must not get: unsigned, changed, or on an Electron for trying out.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { commandArguments } from './arguments.ts';
import { signDetached, writeChecksums } from './dist/checksums.ts';
import { makeDeb } from './dist/deb.ts';
import {
  electronFor,
  type PackagedElectron,
  type Packed,
  type PackOrder,
  pack,
  pinnedElectron,
  productVersion,
  updateKeys,
} from './dist/pack.ts';
import { releaseRefusal } from './dist/release.ts';
import { revisionOfCheckout } from './dist/revision.ts';
import { signingMissing } from './dist/signing.ts';
import { makeTarball } from './dist/tarball.ts';
import { missingTool, PLATFORM_OF, type Platform, TARGETS, type Target, thisMachine, usualTargets } from './dist/targets.ts';
import { environment, toolSetting } from './environment.mjs';
import { checkout, outFolder } from './folders.mjs';
import { giveUp, say } from './progress.mjs';

const output = path.join(outFolder, 'dist');
const machine = thisMachine();

/** What Electron and keytar both come for. */
const ARCHITECTURES = ['x64', 'arm64'] as const;

await dist().catch(giveUp);

async function dist(): Promise<void> {
  const { values, positionals } = commandArguments({
    options: { release: { type: 'boolean', default: false }, arch: { type: 'string', default: process.arch } },
    allowPositionals: true,
  });
  const here = platformHere();
  if (!ARCHITECTURES.some((each) => each === values.arch))
    throw new Error(`--arch takes ${ARCHITECTURES.join(' or ')}, not "${values.arch}".`);
  // Before what was made last time is taken away.
  updateKeys();
  const targets = positionals.length > 0 ? positionals.map(targetNamed) : usualTargets(here, (await electronFor(here)).compatibility);
  rmSync(output, { recursive: true, force: true });
  mkdirSync(output, { recursive: true });

  const complaints: string[] = [];
  const artefacts: string[] = [];
  for (const platform of ['linux', 'win32', 'darwin'] as const) {
    const wanted = targets.filter((target) => (target === 'unpacked' ? here : PLATFORM_OF[target]) === platform);
    if (wanted.length === 0) continue;
    const { order, missing } = await orderFor(platform, wanted, values.arch, values.release);
    complaints.push(...missing);
    if (order !== null) artefacts.push(...finish(order, await pack(order)));
  }
  await sum(artefacts);
  rmSync(path.join(output, '.work'), { recursive: true, force: true });
  for (const name of readdirSync(output).sort()) process.stdout.write(`${path.relative(checkout, path.join(output, name))}\n`);
  for (const complaint of complaints) say(complaint);
  if (complaints.length > 0) process.exitCode = 1;
}

function platformHere(): Platform {
  const { platform } = process;
  if (platform === 'linux' || platform === 'win32' || platform === 'darwin') return platform;
  throw new Error(`There is no desktop for ${platform}.`);
}

function targetNamed(name: string): Target {
  const found = TARGETS.find((target) => target === name.toLowerCase());
  if (found === undefined) throw new Error(`There is no target called "${name}". There are: ${TARGETS.join(', ')}.`);
  return found;
}

/** What can be made for a system, null when nothing can; and a line for each target that can't. */
async function orderFor(
  platform: Platform,
  wanted: readonly Target[],
  arch: string,
  release: boolean,
): Promise<{ order: PackOrder | null; missing: string[] }> {
  const electron = await electronFor(platform);
  const revision = revisionOfCheckout();
  if (release) {
    const refusal = releaseRefusal({ electron, pinned: pinnedElectron(), revision, unsigned: signingMissing(platform) });
    if (refusal !== null) throw new Error(refusal);
  }
  const missing: string[] = [];
  const targets: Target[] = [];
  for (const target of wanted) {
    const complaint =
      (await missingTool(target, machine)) ??
      (electron.folder === null ? await missingElectron(target, electron.version) : otherArchitecture(target, electron, arch));
    if (complaint === null) targets.push(target);
    else missing.push(complaint);
  }
  const order = { platform, arch, version: productVersion(), revision, electron, targets, output, release };
  return { order: targets.length === 0 ? null : order, missing };
}

/** This machine's own Electron is for this machine; which one a set folder has is known to whoever set it. */
function otherArchitecture(target: Target, { version }: PackagedElectron, arch: string): string | null {
  if (arch === process.arch || environment.electronOverride !== null) return null;
  return `${target}: the Electron ${version} here is for ${process.arch}. Set ELECTRON_OVERRIDE_DIST_PATH to a folder with the one for ${arch}, unpacked.`;
}

async function missingElectron(target: Target, version: string): Promise<string | null> {
  if (await machine.canFetch()) return null;
  return `${target}: Electron ${version} for that system can't be had here. Set ELECTRON_OVERRIDE_DIST_PATH to a folder with it, unpacked.`;
}

/** Makes what electron-builder didn't, puts the bill of materials beside each artefact, and answers the files. */
function finish(order: PackOrder, { unpacked, files, icons, sbom }: Packed): string[] {
  const { arch, version, revision, targets } = order;
  const { compatibility } = order.electron;
  const artefacts = [...files];
  if (targets.includes('tar.gz')) {
    artefacts.push(`${unpacked}.tar.gz`);
    makeTarball(unpacked, revision, `${unpacked}.tar.gz`);
  }
  if (targets.includes('deb')) {
    artefacts.push(`${unpacked}.deb`);
    makeDeb({ unpacked, icons, version, arch, compatibility, revision, output: `${unpacked}.deb` });
  }
  if (!targets.includes('unpacked')) rmSync(unpacked, { recursive: true });
  const boms = [...artefacts, ...(targets.includes('unpacked') ? [unpacked] : [])].map((artefact) => `${artefact}.cdx.json`);
  for (const bom of boms) writeFileSync(bom, sbom);
  return [...artefacts, ...boms];
}

/** SHA256SUMS over all, signed where there is a key to sign with. */
async function sum(files: readonly string[]): Promise<void> {
  if (files.length === 0) return;
  const sums = await writeChecksums(output, files);
  const key = toolSetting('VU_SIGNING_KEY');
  if (key !== null) signDetached(sums, key);
}
