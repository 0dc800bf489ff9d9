/**
 * What an installed desktop takes from whoever starts it. Chromium has hundreds of switches, and more come with each
 * release: some write down everything that is sent (--log-net-log), the keys of its encryption (--ssl-key-log-file), send
 * it another way (--proxy-server) or give the person's sign-in to whoever asks (--auth-server-allowlist). So the few that
 * somebody needs are named here, and no other has an effect.
 */

/** Ours, and those of Chromium that make it show, speak and look right on somebody's screen. */
const TAKEN: ReadonlySet<string> = new Set([
  'api',
  'user-data-dir',
  // Assistive technology that doesn't announce itself to the system.
  'force-renderer-accessibility',
  'force-high-contrast',
  'force-prefers-reduced-motion',
  // Graphics cards and drivers that fail; computers without one; containers with a small /dev/shm.
  'disable-gpu',
  'disable-gpu-compositing',
  'disable-software-rasterizer',
  'disable-dev-shm-usage',
  // Displays.
  'force-device-scale-factor',
  'high-dpi-support',
  'force-color-profile',
  'ozone-platform',
  'ozone-platform-hint',
  'enable-wayland-ime',
  'wayland-text-input-version',
  'gtk-version',
  'lang',
  // Takes nothing away: it asks for the sandbox that there is anyway.
  'enable-sandbox',
]);

/**
 * Switches that Electron and Chromium have acted on before our first line runs, so that taking them away is too late
 * (measured: with --js-flags and --trace-startup-file taken away, V8 had the one and the other's file was written).
 */
const ACTED_ON: readonly RegExp[] = [
  // The processes that pages are forked from are there by then: with --no-sandbox taken away, a page was still on the
  // machine's own network and among its processes.
  /sandbox/,
  /zygote/,
  /^single-process$/,
  /^in-process-/,
  /^browser-subprocess-path$/,
  // V8 and Chromium's features are set up.
  /^js-flags$/,
  /^(?:enable|disable)-features$/,
  /field-?trial/,
  /^variations-/,
  // What is written to a log, and where.
  /^enable-logging$/,
  /^log-(?:file|level)$/,
  /^v(?:module)?$/,
  /^trace-/,
  /^enable-tracing/,
];

/** Variables that Electron has read by then, with the same effect as such a switch. */
const ACTED_ON_VARIABLES: ReadonlySet<string> = new Set(['ELECTRON_DISABLE_SANDBOX', 'ELECTRON_ENABLE_LOGGING', 'ELECTRON_LOG_FILE']);

/** Variables by which Electron, Node and Chromium can be told what a switch can. */
const VARIABLES = /^(?:ELECTRON_|NODE_|CHROME_|CHROMIUM_)|^(?:SSLKEYLOGFILE|BREAKPAD_DUMP_LOCATION)$/i;

/** Where a window is shown, as the desktop's environment says it; what starts us sets the others for its own use. */
const TAKEN_VARIABLES: ReadonlySet<string> = new Set(['ELECTRON_OZONE_PLATFORM_HINT', 'CHROME_DESKTOP']);

/** What follows it is no switch, whatever it looks like. */
const END_OF_SWITCHES = '--';

/** What is to be done about how a desktop was started. Names only: what was given with them may be anything. */
export interface StartJudged {
  /** To be taken away before anything reads them. */
  readonly switches: readonly string[];
  readonly variables: readonly string[];
  /** Too late to take away: the desktop doesn't start with them. As a person writes them. */
  readonly refused: readonly string[];
}

/**
 * The name of a switch as Chromium reads it: after one dash or two, and on Windows after a slash and in any letters; null
 * for anything else.
 */
function switchName(argument: string, platform: NodeJS.Platform): string | null {
  const prefix = platform === 'win32' ? /^(?:--|-|\/)/ : /^--?/;
  const found = prefix.exec(argument)?.[0];
  if (found === undefined || argument === found) return null;
  const name = argument.slice(found.length).split('=')[0] ?? '';
  return platform === 'win32' ? name.toLowerCase() : name;
}

/** Judges a command line and an environment by the rules of an installed desktop. */
export function judgeStart(argv: readonly string[], variables: readonly string[], platform: NodeJS.Platform): StartJudged {
  const end = argv.indexOf(END_OF_SWITCHES);
  const given = (end < 0 ? argv : argv.slice(0, end)).flatMap((argument) => switchName(argument, platform) ?? []);
  const switches = [...new Set(given)].filter((name) => !TAKEN.has(name));
  const taken = variables.filter((name) => VARIABLES.test(name) && !TAKEN_VARIABLES.has(name.toUpperCase()));
  return {
    switches,
    variables: taken,
    refused: [
      ...switches.filter((name) => ACTED_ON.some((form) => form.test(name))).map((name) => `--${name}`),
      ...taken.filter((name) => ACTED_ON_VARIABLES.has(name.toUpperCase())),
    ],
  };
}
