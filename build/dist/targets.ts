import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { toolSetting } from '../environment.mjs';

/** The systems that artefacts are for, by Node's names. */
export type Platform = 'linux' | 'win32' | 'darwin';

export const TARGETS = ['unpacked', 'tar.gz', 'deb', 'appimage', 'nsis', 'msi', 'dmg', 'zip'] as const;
export type Target = (typeof TARGETS)[number];

export const PLATFORM_OF: Readonly<Record<Exclude<Target, 'unpacked'>, Platform>> = {
  'tar.gz': 'linux',
  deb: 'linux',
  appimage: 'linux',
  nsis: 'win32',
  msi: 'win32',
  dmg: 'darwin',
  zip: 'darwin',
};

/** What `npm run dist` makes when nothing is named: everything for this system, but only what needs no download on the compatibility runtime. */
export function usualTargets(platform: Platform, compatibility: boolean): readonly Target[] {
  const all = TARGETS.filter((target) => target === 'unpacked' || PLATFORM_OF[target] === platform);
  return compatibility ? all.filter((target) => target !== 'appimage') : all;
}

/** A program or a set of them that makes a target. */
interface Tool {
  readonly name: string;
  /** The settings that supply it, each enough by itself. */
  readonly settings: readonly string[];
  /** On the PATH, where it comes with the system. */
  readonly program?: string;
  /** True when electron-builder fetches it where it can. */
  readonly fetched: boolean;
  /** The system that brings it. */
  readonly only?: Platform;
}

const WINE: Tool = { name: 'Wine', settings: ['ELECTRON_BUILDER_WINE_TOOLSET_DIR', 'USE_SYSTEM_WINE'], fetched: true };
const CODESIGN: Tool = { name: 'macOS, whose codesign signs what was changed,', settings: [], fetched: false, only: 'darwin' };

const TOOLS: Readonly<Record<Target, readonly Tool[]>> = {
  unpacked: [],
  'tar.gz': [{ name: 'GNU tar', settings: ['PATH'], program: 'tar', fetched: false }],
  deb: [{ name: 'dpkg-deb', settings: ['PATH'], program: 'dpkg-deb', fetched: false }],
  appimage: [{ name: 'the AppImage tools', settings: ['APPIMAGE_TOOLS_PATH'], fetched: true }],
  nsis: [
    { name: 'NSIS', settings: ['ELECTRON_BUILDER_NSIS_DIR'], fetched: true },
    { name: "NSIS's plug-ins", settings: ['ELECTRON_BUILDER_NSIS_RESOURCES_DIR'], fetched: true },
    WINE,
  ],
  // electron-builder has no setting that names WiX itself, only a cache and a mirror that have it.
  msi: [{ name: 'WiX', settings: ['ELECTRON_BUILDER_CACHE', 'ELECTRON_BUILDER_BINARIES_MIRROR'], fetched: true }, WINE],
  dmg: [CODESIGN],
  zip: [CODESIGN],
};

/** How this machine is, as far as tools go. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly setting: (name: string) => string | null;
  readonly hasProgram: (name: string) => boolean;
  /** Whether electron-builder could fetch a tool. Asked only when one is needed. */
  readonly canFetch: () => Promise<boolean>;
}

/** Null when a target's tools are there; else one line that says which isn't and which setting supplies it. */
export async function missingTool(target: Target, machine: Machine): Promise<string | null> {
  for (const tool of TOOLS[target])
    if (!(await isThere(tool, machine))) return `${target}: ${tool.name} can't be had here. ${remedy(tool)}`;
  return null;
}

async function isThere(tool: Tool, machine: Machine): Promise<boolean> {
  if (tool.only !== undefined) return machine.platform === tool.only;
  if (tool === WINE && machine.platform === 'win32') return true;
  if (tool.program !== undefined) return machine.hasProgram(tool.program);
  if (tool.settings.some((name) => machine.setting(name) !== null)) return true;
  return tool.fetched && (await machine.canFetch());
}

function remedy({ only, settings, program }: Tool): string {
  if (only !== undefined) return 'Build it on a Mac.';
  if (program !== undefined) return `Install it where ${settings.join(' or ')} finds it.`;
  return `Set ${settings.join(' or ')} to what has it.`;
}

/** Where electron-builder fetches its tools from when no mirror is set. */
const TOOLS_SITE = 'https://github.com';
const ANSWERS_WITHIN_MS = 5_000;

/** This machine. */
export function thisMachine(): Machine {
  let answer: Promise<boolean> | null = null;
  return {
    platform: process.platform,
    setting: toolSetting,
    hasProgram: (name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0,
    canFetch: () => {
      answer ??= answers(toolSetting('ELECTRON_BUILDER_BINARIES_MIRROR') ?? TOOLS_SITE);
      return answer;
    },
  };
}

async function answers(site: string): Promise<boolean> {
  try {
    await fetch(site, { method: 'HEAD', signal: AbortSignal.timeout(ANSWERS_WITHIN_MS) });
    return true;
  } catch {
    return false;
  }
}

/** What of an unpacked distribution is Electron for a system. */
export const ELECTRON_IN: Readonly<Record<Platform, string>> = { linux: 'electron', win32: 'electron.exe', darwin: 'Electron.app' };

/** Whether a folder is an unpacked Electron for a system. */
export function isElectronFor(platform: Platform, folder: string): boolean {
  return existsSync(path.join(folder, ELECTRON_IN[platform]));
}
