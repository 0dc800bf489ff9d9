import { type LinkRead, readLink } from './shell/link.ts';
import { judgeStart, type StartJudged } from './shell/start-rule.ts';

/** What the command line and the operating system say about how this process was started. The only reader of both. */
export interface Environment {
  /** Where the API is, as given with `--api`; checked later by the same rules as any other address. */
  readonly api: string | null;
  readonly userDataFolder: string | null;
  /** The development server that the renderer's files come from instead of the built ones; never in a packaged build. */
  readonly developmentServer: string | null;
  /** A policy file to read instead of the machine's own; never in a packaged build. Its owner and mode count all the same. */
  readonly policyFile: string | null;
  /** The AppImage that this runs from; null when it is none. */
  readonly appImage: string | null;
  /** Whose updates to take, in base64; never in a packaged build, which has its own. */
  readonly updateKey: string | null;
  /** The link that this was started with. */
  readonly link: LinkRead;
  /** Linux only: the buses on which the screen's lock is heard. */
  readonly buses: Buses | null;
  /** How this was started, judged as an installed desktop does; null where a checkout takes everything. */
  readonly start: StartJudged | null;
  /** True when started as root with Chromium's sandbox given up in so many words; never in a packaged build. */
  readonly sandboxGivenUp: boolean;
  /** True when a test driver started this and will say when it is ready for a page; never in a packaged build. */
  readonly testDriver: boolean;
  /** Whose desktop this is to run on; decides where IT's policy is. */
  readonly platform: NodeJS.Platform;
}

/** Addresses of D-Bus. */
export interface Buses {
  /** The session's, as it is said and where it usually is. */
  readonly session: readonly string[];
  readonly system: string;
  readonly userId: number;
}

/** The parts of `process` that count; handed in so that a test can make its own. */
export interface ProcessFacts {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly userId: number | null;
  /** The program that runs. */
  readonly executable: string;
}

/** What follows it is no switch, whatever it looks like: the system puts a link there (build/dist). */
const END_OF_SWITCHES = '--';

/** Has a checkout be as particular about how it is started as an installed desktop is; for the tests of that. */
const AS_INSTALLED = '--as-installed';

/** How Playwright starts every Electron. */
const TEST_DRIVER_SWITCHES = ['--inspect=0', '--remote-debugging-port=0'] as const;

/**
 * The value of `--name VALUE` or `--name=VALUE`, the last one given; null when there is none.
 * Everything else is skipped without a word: Chromium's own switches and those of test drivers come along here too.
 */
function switchValue(argv: readonly string[], name: string): string | null {
  let value: string | null = null;
  const end = argv.indexOf(END_OF_SWITCHES);
  const switches = end < 0 ? argv : argv.slice(0, end);
  for (const [at, argument] of switches.entries()) {
    const next = switches[at + 1];
    if (argument.startsWith(`--${name}=`)) value = argument.slice(name.length + 3);
    else if (argument === `--${name}` && next !== undefined && !next.startsWith('--')) value = next;
  }
  return value === '' ? null : value;
}

/** Where every system has the bus that its services are on. An installed desktop takes nobody's word for another place. */
const SYSTEM_BUS = 'unix:path=/run/dbus/system_bus_socket';

function busesOf({ env, platform, userId }: ProcessFacts, packaged: boolean): Buses | null {
  if (platform !== 'linux' || userId === null) return null;
  const { DBUS_SESSION_BUS_ADDRESS: said, XDG_RUNTIME_DIR: runtime, DBUS_SYSTEM_BUS_ADDRESS: system } = env;
  const usual = runtime === undefined ? undefined : `unix:path=${runtime}/bus`;
  const session = [said, usual].filter((address) => address !== undefined);
  return { session, system: packaged ? SYSTEM_BUS : (system ?? SYSTEM_BUS), userId };
}

/**
 * An AppImage says in its environment which file it is and where it is unpacked, and whatever is started from within it
 * inherits both. So it counts only when this very program is inside: another's file must not be replaced by ours.
 */
function ownAppImage({ env, executable }: ProcessFacts, packaged: boolean): string | null {
  const file = env['APPIMAGE'] ?? null;
  const folder = (env['APPDIR'] ?? '').replace(/\/+$/, '');
  const inside = folder !== '' && executable.startsWith(`${folder}/`);
  return inside || !packaged ? file : null;
}

/** Reads the command line. `packaged` builds know no switch that is for development or tests. */
export function readEnvironment(facts: ProcessFacts, packaged: boolean): Environment {
  const unpackaged = <T>(value: T): T | null => (packaged ? null : value);
  return {
    api: switchValue(facts.argv, 'api'),
    userDataFolder: switchValue(facts.argv, 'user-data-dir'),
    developmentServer: unpackaged(switchValue(facts.argv, 'development-server')),
    policyFile: unpackaged(switchValue(facts.argv, 'policy-file')),
    appImage: ownAppImage(facts, packaged),
    updateKey: unpackaged(switchValue(facts.argv, 'update-key')),
    link: readLink(facts.argv),
    buses: busesOf(facts, packaged),
    start: packaged || facts.argv.includes(AS_INSTALLED) ? judgeStart(facts.argv, Object.keys(facts.env), facts.platform) : null,
    sandboxGivenUp: !packaged && facts.userId === 0 && facts.argv.includes('--no-sandbox'),
    testDriver: !packaged && TEST_DRIVER_SWITCHES.every((name) => facts.argv.includes(name)),
    platform: facts.platform,
  };
}

/** The facts of this process. */
export function thisProcess(): ProcessFacts {
  return {
    argv: process.argv.slice(1),
    env: process.env,
    platform: process.platform,
    userId: process.getuid?.() ?? null,
    executable: process.execPath,
  };
}

/** Takes variables away for whatever reads them after this: Chromium too, which sees the same environment, and every child. */
export function forgetVariables(names: readonly string[]): void {
  for (const name of names) delete process.env[name];
}
