import { FuseState, FuseV1Options, FuseVersion, flipFuses, getCurrentFuseWire } from '@electron/fuses';

/** One fuse: a bit in Electron's executable that a running program can't change. */
export interface Fuse {
  readonly name: keyof typeof FuseV1Options;
  readonly on: boolean;
  /** The first major version of Electron whose executable has it. */
  readonly since: number;
  readonly why: string;
}

/** Every fuse that there is, by name. One that a newer Electron brings stops the build until somebody has decided it. */
export const FUSES: readonly Fuse[] = [
  { name: 'RunAsNode', on: false, since: 12, why: 'ELECTRON_RUN_AS_NODE would make the signed program a Node for anybody’s script.' },
  { name: 'EnableCookieEncryption', on: true, since: 12, why: 'What Chromium keeps on disk is under a key of the keychain.' },
  {
    name: 'EnableNodeOptionsEnvironmentVariable',
    on: false,
    since: 12,
    why: 'NODE_OPTIONS loads code, and NODE_EXTRA_CA_CERTS trusts certificates: the system’s store decides that.',
  },
  { name: 'EnableNodeCliInspectArguments', on: false, since: 12, why: '--inspect and SIGUSR1 open main, with its session, to a debugger.' },
  {
    name: 'EnableEmbeddedAsarIntegrityValidation',
    on: true,
    since: 16,
    why: 'A changed archive doesn’t start. Windows and macOS only: on Linux Electron has no check behind it (SECURITY.md).',
  },
  { name: 'OnlyLoadAppFromAsar', on: true, since: 15, why: 'A folder planted beside the archive is not the application.' },
  {
    name: 'LoadBrowserProcessSpecificV8Snapshot',
    on: false,
    since: 19,
    why: 'We have no snapshot of our own, and one has been a way around the archive’s integrity (CVE-2025-55305).',
  },
  {
    name: 'GrantFileProtocolExtraPrivileges',
    on: false,
    since: 29,
    why: 'Pages come from app://; file:// is blocked and gets no privileges.',
  },
  {
    name: 'WasmTrapHandlers',
    on: true,
    since: 41,
    why: 'The default: without them each WebAssembly access is checked in code instead, for no gain here.',
  },
];

/**
 * The fuses for an executable whose wire has those at `positions`. Throws for one in the wire that nobody decided, and for
 * one of ours that is missing though this Electron should have it: neither is left at its default.
 */
export function fusesFor(positions: readonly number[], electronMajor: number): readonly Fuse[] {
  const known = new Map(FUSES.map((fuse) => [FuseV1Options[fuse.name] as number, fuse]));
  const undecided = positions.filter((position) => !known.has(position));
  if (undecided.length > 0)
    throw new Error(`This Electron has fuses that build/dist/fuses.ts does not decide, at position ${undecided.join(', ')} of its wire.`);
  const missing = FUSES.filter(({ name, since }) => !positions.includes(FuseV1Options[name]) && electronMajor >= since);
  if (missing.length > 0) throw new Error(`This Electron should have fuses that it lacks: ${missing.map(({ name }) => name).join(', ')}.`);
  return FUSES.filter(({ name }) => positions.includes(FuseV1Options[name]));
}

/** How the fuses of an executable stand: name → on, or null for one that its Electron took out of use. */
export async function readFuses(executable: string): Promise<ReadonlyMap<string, boolean | null>> {
  const states = new Map([
    [FuseState.ENABLE, true],
    [FuseState.DISABLE, false],
  ]);
  return new Map(
    (await wireOf(executable)).map(([position, state]) => [
      FuseV1Options[position] ?? `unknown fuse ${position}`,
      states.get(state) ?? null,
    ]),
  );
}

/** Sets every fuse of an executable and reads them back. Throws when one doesn't stand as it was set. */
export async function setFuses(executable: string, electronMajor: number, resetAdHocSignature: boolean): Promise<void> {
  const positions = (await wireOf(executable)).map(([position]) => position);
  const fuses = fusesFor(positions, electronMajor);
  await flipFuses(executable, {
    version: FuseVersion.V1,
    resetAdHocDarwinSignature: resetAdHocSignature,
    ...Object.fromEntries(fuses.map(({ name, on }) => [FuseV1Options[name], on])),
  });
  const now = await readFuses(executable);
  const wrong = fuses.filter(({ name, on }) => now.get(name) !== on);
  if (wrong.length > 0) throw new Error(`Fuses could not be set: ${wrong.map(({ name }) => name).join(', ')}.`);
}

async function wireOf(executable: string): Promise<(readonly [position: number, state: FuseState])[]> {
  const { version, ...wire } = await getCurrentFuseWire(executable);
  if (version !== FuseVersion.V1) throw new Error(`This Electron has fuses of a kind that is not known here (version ${version}).`);
  return Object.entries(wire).flatMap(([position, state]) => (typeof state === 'number' ? [[Number(position), state] as const] : []));
}
