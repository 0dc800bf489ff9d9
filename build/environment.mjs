/**
 * The one place where the build's commands read the environment.
 * A plain module, because set-up runs before anything is installed.
 */

/** @param {string} name @returns {string | null} null where it is unset or empty */
function read(name) {
  const value = process.env[name];
  return value === undefined || value === '' ? null : value;
}

/** @returns {Record<string, string>} the whole environment, for a child process */
export function inheritedEnvironment() {
  /** @type {Record<string, string>} */
  const copy = {};
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined) copy[name] = value;
  return copy;
}

/** What a desktop program needs of the environment to find its display, folders and language; nothing that may be secret. */
const DESKTOP_VARIABLES =
  /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|LC_\w+|TZ|DISPLAY|XAUTHORITY|WAYLAND_DISPLAY|DBUS_SESSION_BUS_ADDRESS|XDG_\w+|DESKTOP_SESSION|TMPDIR|TEMP|TMP|SystemRoot|SystemDrive|windir|ComSpec|PATHEXT|APPDATA|LOCALAPPDATA|ProgramData|ProgramFiles|USERPROFILE|USERNAME|HOMEDRIVE|HOMEPATH|ELECTRON_OVERRIDE_DIST_PATH)$/i;

/** @returns {Record<string, string>} the part of the environment that can be shown, for whoever starts the desktop */
export function environmentForDesktop() {
  return Object.fromEntries(Object.entries(inheritedEnvironment()).filter(([name]) => DESKTOP_VARIABLES.test(name)));
}

/**
 * A setting of a tool that makes or signs artefacts, by the name that the tool knows it by.
 * @param {string} name @returns {string | null}
 */
export function toolSetting(name) {
  return read(name);
}

/**
 * Does work with NODE_ENV as production has it, and puts it back. A bundler goes by it before it goes by what it is told:
 * under another (test runners set one) the desktop would get React's development build, with paths of this machine in it.
 * @template T @param {() => Promise<T>} work @returns {Promise<T>}
 */
export async function asInProduction(work) {
  const before = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  try {
    return await work();
  } finally {
    if (before === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = before;
  }
}

export const environment = Object.freeze({
  /** A folder with an unpacked Electron, which wins over every other. */
  electronOverride: read('ELECTRON_OVERRIDE_DIST_PATH'),
  /** Seconds since 1970 that stand in an artefact for the time it was built; who rebuilds an old one gives its own. */
  sourceDateEpoch: read('SOURCE_DATE_EPOCH'),
  home: read('HOME') ?? read('USERPROFILE'),
  cacheHome: read('XDG_CACHE_HOME'),
  localAppData: read('LOCALAPPDATA'),
  path: read('PATH') ?? read('Path') ?? '',
  display: read('DISPLAY'),
  waylandDisplay: read('WAYLAND_DISPLAY'),
  sessionBus: read('DBUS_SESSION_BUS_ADDRESS'),
  /** How npm started us: its own entry point and the Node that runs it. */
  npmEntry: read('npm_execpath'),
  npmNode: read('npm_node_execpath'),
  /** True when npm runs us from a script of package.json. */
  startedByNpm: read('npm_lifecycle_event') !== null,
});
