import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFuseFile } from '@electron/fuses';
import { Arch, archFromString, Platform as BuilderPlatform, build } from 'electron-builder';
import { describeRuntime } from '../../electron/shell/runtime.ts';
import { bundleDesktop } from '../bundle.ts';
import { type BundledPackage, PACKAGES_FILE } from '../bundled-packages.ts';
import { environment, inheritedEnvironment, toolSetting } from '../environment.mjs';
import { checkout, desktopBundle } from '../folders.mjs';
import { writePolicyTemplates } from '../policy/files.ts';
import { chooseElectron } from '../set-up/electron.mjs';
import { packageConfiguration } from './configuration.ts';
import { publicUpdateKey, readUpdateKey } from './feed.ts';
import { drawIcons, type Icons } from './icons.ts';
import { IDENTITY } from './identity.ts';
import { licenceTexts } from './licences.ts';
import { makeReadable } from './make-readable.ts';
import type { Revision } from './revision.ts';
import { billOfMaterials } from './sbom.ts';
import { windowsSigning } from './signing.ts';
import { ELECTRON_IN, isElectronFor, type Platform, type Target } from './targets.ts';

/** The Electron that artefacts are built on. */
export interface PackagedElectron {
  readonly version: string;
  /** Null for electron-builder to download it. */
  readonly folder: string | null;
  readonly compatibility: boolean;
}

export interface PackOrder {
  readonly platform: Platform;
  /** By Node's name. */
  readonly arch: string;
  readonly version: string;
  readonly revision: Revision;
  readonly electron: PackagedElectron;
  /** Those that electron-builder makes; `unpacked` always comes with them. */
  readonly targets: readonly Target[];
  readonly output: string;
  readonly release: boolean;
}

export interface Packed {
  /** The application in its folder, named like the artefacts. */
  readonly unpacked: string;
  /** The other artefacts that electron-builder made. */
  readonly files: readonly string[];
  readonly icons: Icons;
  /** The CycloneDX bill of materials that is inside each of them. */
  readonly sbom: string;
}

const COMPATIBILITY_MARK = '-compat';
const PLATFORMS: Readonly<Record<Platform, { readonly name: string; readonly builder: BuilderPlatform }>> = {
  linux: { name: 'linux', builder: BuilderPlatform.LINUX },
  win32: { name: 'windows', builder: BuilderPlatform.WINDOWS },
  darwin: { name: 'macos', builder: BuilderPlatform.MAC },
};
/** electron-builder's names for its targets. */
const BUILDER_TARGETS: Readonly<Partial<Record<Target, string>>> = {
  appimage: 'AppImage',
  nsis: 'nsis',
  msi: 'msi',
  dmg: 'dmg',
  zip: 'zip',
};

/** The version of package.json. */
export function productVersion(): string {
  return (JSON.parse(readFileSync(path.join(checkout, 'package.json'), 'utf8')) as { version: string }).version;
}

/** The one Electron that package.json names. */
export function pinnedElectron(): string {
  const { devDependencies } = JSON.parse(readFileSync(path.join(checkout, 'package.json'), 'utf8')) as {
    devDependencies: { electron: string };
  };
  return devDependencies.electron;
}

/** What comes between an artefact's version and its ending. */
export function suffixOf({ platform, arch, electron }: Pick<PackOrder, 'platform' | 'arch' | 'electron'>): string {
  return `-${PLATFORMS[platform].name}-${arch}${electron.compatibility ? COMPATIBILITY_MARK : ''}`;
}

/** Finds the Electron to package for a system. For another system than this one it is a folder that is set, or a download. */
export async function electronFor(platform: Platform): Promise<PackagedElectron> {
  const override = environment.electronOverride;
  if (platform === process.platform || (override !== null && isElectronFor(platform, override))) {
    const folder = platform === process.platform ? await chooseElectron() : { folder: override, version: versionIn(override ?? '') };
    if (folder.version === null) throw new Error(`${folder.folder} doesn't say which Electron it is: its file "version" is missing.`);
    return { version: folder.version, folder: folder.folder, compatibility: isCompatibility(folder.version) };
  }
  return { version: pinnedElectron(), folder: null, compatibility: false };
}

function versionIn(folder: string): string | null {
  try {
    return readFileSync(path.join(folder, 'version'), 'utf8').trim().replace(/^v/, '');
  } catch {
    return null;
  }
}

function isCompatibility(version: string): boolean {
  return describeRuntime({ ...process.versions, electron: version }).compatibility;
}

/** Builds the desktop and has electron-builder make the application's folder and those artefacts that it makes itself. */
export async function pack(order: PackOrder): Promise<Packed> {
  const { platform, arch, version, revision, electron, output } = order;
  await bundleDesktop({ platform, arch });
  const work = path.join(output, '.work');
  rmSync(work, { recursive: true, force: true });
  const resources = path.join(work, 'resources');
  mkdirSync(resources, { recursive: true });
  const icons = drawIcons(path.join(work, 'icons'));
  const packages = JSON.parse(readFileSync(path.join(desktopBundle, PACKAGES_FILE), 'utf8')) as BundledPackage[];
  const sbom = billOfMaterials(version, revision, { packages, runtime: runtimeVersions(platform, electron), electron: electron.version });
  writeFileSync(path.join(resources, 'sbom.cdx.json'), sbom);
  writeFileSync(path.join(resources, 'licences.txt'), licenceTexts(packages));
  writePolicyTemplates(path.join(resources, 'policy'), platform);

  writeFileSync(path.join(resources, 'app-update.yml'), updaterSettings());

  const suffix = suffixOf(order);
  const configuration = packageConfiguration({
    output: path.join(work, 'builder'),
    revision,
    electron,
    icons,
    resources,
    suffix,
    release: order.release,
    windowsSigning: windowsSigning(),
  });
  const names = order.targets.flatMap((target) => BUILDER_TARGETS[target] ?? []);
  const made = await build({
    targets: PLATFORMS[platform].builder.createTarget(names.length === 0 ? 'dir' : names, archFromString(arch)),
    projectDir: checkout,
    publish: 'never',
    config: { ...configuration, extraMetadata: { ...configuration.extraMetadata, version, updateKeys: updateKeys() } },
  });
  const unpacked = path.join(output, `${IDENTITY.executable}-${version}${suffix}`);
  rmSync(unpacked, { recursive: true, force: true });
  renameSync(path.join(work, 'builder', unpackedName(platform, archFromString(arch))), unpacked);
  makeReadable(unpacked);
  const files = made.map((file) => {
    const moved = path.join(output, path.basename(file));
    renameSync(file, moved);
    return moved;
  });
  return { unpacked, files, icons, sbom };
}

/** Where updates are kept until they are installed, and on Windows by whom an installer must be signed (JSON is YAML). */
function updaterSettings(): string {
  const publisherName = toolSetting('VU_WINDOWS_PUBLISHER');
  const settings = {
    updaterCacheDirName: `${IDENTITY.executable}-updater`,
    ...(publisherName === null ? {} : { publisherName: [publisherName] }),
  };
  return `${JSON.stringify(settings)}\n`;
}

/** Whose updates the artefact will take: those signed with the key that this build is given; nobody's without one. */
export function updateKeys(): string[] {
  const file = toolSetting('VU_UPDATE_KEY_FILE');
  return file === null ? [] : [publicUpdateKey(readUpdateKey(file))];
}

/** electron-builder's name for the folder. */
function unpackedName(platform: Platform, arch: Arch): string {
  const name = { linux: 'linux', win32: 'win', darwin: 'mac' }[platform];
  const suffix = arch === Arch.x64 ? '' : `-${Arch[arch]}`;
  return platform === 'darwin' ? `${name}${suffix}` : `${name}${suffix}-unpacked`;
}

/** What Electron is made of, from itself, while its fuses still let it answer. Null for another system's. */
function runtimeVersions(platform: Platform, { folder, version }: PackagedElectron): Record<string, string> | null {
  if (folder === null || platform !== process.platform) return null;
  const executable = path.join(folder, EXECUTABLES[platform]);
  const { status, stdout } = spawnSync(executable, ['-p', 'JSON.stringify(process.versions)'], {
    encoding: 'utf8',
    env: { ...inheritedEnvironment(), ELECTRON_RUN_AS_NODE: '1' },
  });
  if (status !== 0) throw new Error(`${executable} could not be asked for its versions.`);
  return {
    ...(JSON.parse(stdout) as Record<string, string>),
    chrome: chromiumIn(pathToFuseFile(path.join(folder, ELECTRON_IN[platform])), version),
  };
}

/** As Node, Electron doesn't say which Chromium it has; what it tells web servers is in the file that also has the fuses. */
function chromiumIn(file: string, electron: string): string {
  const content = readFileSync(file);
  const after = ` Electron/${electron}`;
  for (let end = content.indexOf(after); end >= 0; end = content.indexOf(after, end + 1)) {
    const version = /Chrome\/([\d.]+)$/.exec(content.toString('latin1', Math.max(0, end - USER_AGENT_MOST), end))?.[1];
    if (version !== undefined) return version;
  }
  throw new Error(`${file} does not say which Chromium it has, so the bill of materials would lack it.`);
}

const USER_AGENT_MOST = 64;
/** What runs. */
const EXECUTABLES: Readonly<Record<Platform, string>> = {
  ...ELECTRON_IN,
  darwin: 'Electron.app/Contents/MacOS/Electron',
};
