/** The major version of the compatibility runtime; see DESIGN, "The Electron runtime". */
const COMPATIBILITY_MAJOR = 25;

export interface Runtime {
  readonly electron: string;
  readonly chromium: string;
  readonly node: string;
  /** True on the runtime that is for closed networks and tests, never for a council's desks. */
  readonly compatibility: boolean;
}

/** What this process runs on. */
export function describeRuntime(versions: NodeJS.ProcessVersions): Runtime {
  const electron = versions['electron'] ?? '';
  return {
    electron,
    chromium: versions['chrome'] ?? '',
    node: versions.node,
    compatibility: Number.parseInt(electron, 10) <= COMPATIBILITY_MAJOR,
  };
}
