import { type BusSocket, socketsOf } from './bus/address.ts';
import { type Bus, connectBus } from './bus/connection.ts';
import type { Message } from './bus/message.ts';

/**
 * Hears on Linux that the screen was locked, which Electron reports on Windows and macOS alone. Desktops say it on the
 * session's bus as their screen saver's state; `logind` says it on the system's, when it is asked to lock a session (by a
 * key, by `loginctl`, when a lid is closed), when the screen says that it is locked, and when somebody else takes their turn.
 */

const LOGIND = 'org.freedesktop.login1';
const SESSION = `${LOGIND}.Session`;
const PROPERTIES = 'org.freedesktop.DBus.Properties';

/** GNOME, KDE, Cinnamon, MATE, Xfce and others each have one of this name. */
const SCREEN_SAVER = /\.ScreenSaver$/i;
const SCREEN_SAVER_RULES = ["type='signal',member='ActiveChanged'"] as const;

const LOGIND_RULES = [
  // The bus vouches for the sender, so that nobody else's program can lock or unlock.
  `type='signal',sender='${LOGIND}',interface='${SESSION}',member='Lock'`,
  `type='signal',sender='${LOGIND}',interface='${SESSION}',member='Unlock'`,
  `type='signal',sender='${LOGIND}',interface='${PROPERTIES}',member='PropertiesChanged',arg0='${SESSION}'`,
] as const;

/** A bus that is away, or not there yet, is tried again this often. */
const AGAIN_MS = 30_000;

/** What a signal says of the screen; null for nothing. */
export type Said = 'locked' | 'unlocked';

/** What a desktop's screen saver says. */
export function screenSaverSays({ interface: from = '', member, body: [active] }: Message): Said | null {
  if (member !== 'ActiveChanged' || !SCREEN_SAVER.test(from) || typeof active !== 'boolean') return null;
  return active ? 'locked' : 'unlocked';
}

/** What `logind` says of a session, whosever it is. */
export function logindSays({ interface: from, member, body }: Message): Said | null {
  if (from === SESSION) return member === 'Lock' ? 'locked' : member === 'Unlock' ? 'unlocked' : null;
  const [of, changes] = body;
  if (from !== PROPERTIES || of !== SESSION || !Array.isArray(changes)) return null;
  const now = new Map(changes as [unknown, unknown][]);
  if (now.get('LockedHint') === true || now.get('Active') === false) return 'locked';
  return now.get('LockedHint') === false || now.get('Active') === true ? 'unlocked' : null;
}

export interface ScreenLockOptions {
  /** The addresses of the session's bus: the one that is said, and where it usually is. */
  readonly sessionBuses: readonly string[];
  readonly systemBus: string;
  readonly userId: number;
  readonly said: (what: Said) => void;
  /** A bus can't be reached; said once for each until it can. */
  readonly deaf: (bus: 'session' | 'system') => void;
}

/** Whether a session is the person's own. One of which nobody can say so counts as theirs: too much is locked then. */
async function isOwn(bus: Bus, path: string, userId: number): Promise<boolean> {
  try {
    const [user] = await bus.call({ destination: LOGIND, path, interface: PROPERTIES, member: 'Get', words: [SESSION, 'User'] });
    return !Array.isArray(user) || user[0] === userId;
  } catch {
    return true;
  }
}

/** Listens from now on, and again whenever a bus is back. Who was heard once and no longer is counts as locked. */
export function watchScreenLock({ sessionBuses, systemBus, userId, said, deaf }: ScreenLockOptions): void {
  const keep = (
    sockets: readonly BusSocket[],
    rules: readonly string[],
    hear: (bus: Bus, signal: Message) => void,
    lacks: () => void,
  ): void => {
    const again = (): void => void setTimeout(begin, AGAIN_MS).unref();
    let told = false;
    const lost = (): void => {
      said('locked');
      again();
    };
    const begin = async (): Promise<void> => {
      for (const socket of sockets) {
        let bus: Bus | null = null;
        try {
          bus = await connectBus({
            socket,
            userId,
            heard: (signal) => {
              if (bus !== null) hear(bus, signal);
            },
            lost: () => (bus === null ? undefined : lost()),
          });
          for (const rule of rules) await bus.listen(rule);
          told = false;
          return;
        } catch {
          // The next one, or all again later.
          const half = bus;
          bus = null;
          half?.close();
        }
      }
      if (!told) lacks();
      told = true;
      again();
    };
    void begin();
  };

  const distinct = new Map(sessionBuses.flatMap(socketsOf).map((socket) => [socket.path, socket]));
  const hearScreenSaver = (_bus: Bus, signal: Message): void => {
    const what = screenSaverSays(signal);
    if (what !== null) said(what);
  };
  const hearLogind = (bus: Bus, signal: Message): void => {
    const what = logindSays(signal);
    if (what === null) return;
    void isOwn(bus, signal.path ?? '/', userId).then((own) => {
      if (own) said(what);
    });
  };
  keep([...distinct.values()], SCREEN_SAVER_RULES, hearScreenSaver, () => deaf('session'));
  keep(socketsOf(systemBus), LOGIND_RULES, hearLogind, () => deaf('system'));
}
