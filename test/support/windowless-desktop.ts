import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { createConnection } from '../../electron/api/connection.ts';
import type { KeychainStore } from '../../electron/keychain/device-trust.ts';
import { createDeviceTrust } from '../../electron/keychain/device-trust.ts';
import type { Engine } from '../../electron/sign-in/engine.ts';
import { createEngine } from '../../electron/sign-in/engine.ts';
import { NOT_MANAGED } from '../../electron/sign-in/managed.ts';
import type { Remembered } from '../../electron/sign-in/ports.ts';
import { qrPath } from '../../electron/sign-in/qr-path.ts';
import type { DesktopApplicationId } from '../../shared/applications.ts';
import type { Intent, View } from '../../shared/bridge.ts';
import type { Screen, ScreenName, SignedInScreen } from '../../shared/sign-in/screens.ts';
import type { StartedApi } from './api.ts';

/** The whole brain of the desktop, without its window, against the real API: workflow, client and device trust. */

/** What stays on a computer between two runs. */
export interface Computer {
  readonly deviceId: string;
  remembered: Remembered;
  tombstones: readonly string[];
  readonly keychain: Map<string, string>;
  readonly files: Map<string, string>;
}

export function newComputer(): Computer {
  return {
    deviceId: randomUUID(),
    remembered: { language: 'en', application: 'customer-service-vu', email: null },
    tombstones: [],
    keychain: new Map(),
    files: new Map(),
  };
}

export interface WindowlessDesktop {
  readonly engine: Engine;
  readonly views: View[];
  readonly screen: () => Screen;
  readonly send: (intent: Intent) => void;
  /** Waits for a view that fits; a moment at most, since everything is on this machine. */
  readonly until: (fits: (screen: Screen) => boolean, what: string) => Promise<void>;
  readonly on: <N extends ScreenName>(
    name: N,
    fits?: (screen: Extract<Screen, { name: N }>) => boolean,
  ) => Promise<Extract<Screen, { name: N }>>;
  /** Submits a person's password. */
  readonly signIn: (key: string, application?: DesktopApplicationId) => void;
  /** Runs the timers that are due by now. */
  readonly wake: () => void;
}

const PATIENCE_MS = 10_000;

/** Starts one on a computer. The caller disposes of its engine. */
export function startWindowlessDesktop(api: StartedApi, computer: Computer): WindowlessDesktop {
  const now = () => api.clock.now().getTime();
  const timers = new Set<{ at: number; fn: () => void }>();
  const after = (ms: number, fn: () => void) => {
    const timer = { at: now() + ms, fn };
    timers.add(timer);
    return () => void timers.delete(timer);
  };
  const store: KeychainStore = {
    get: async (service, account) => computer.keychain.get(`${service} ${account}`) ?? null,
    set: async (service, account, value) => void computer.keychain.set(`${service} ${account}`, value),
    remove: async (service, account) => computer.keychain.delete(`${service} ${account}`),
  };
  const connection = createConnection({ fetch, address: api.url, managed: false, save: () => {}, userAgent: 'VuDesktop/test' });
  const engine = createEngine({
    ...connection,
    trust: createDeviceTrust({
      store,
      tombstones: {
        read: () => computer.tombstones,
        write: (accounts) => {
          computer.tombstones = accounts;
        },
      },
      machineId: 'machine-1',
      after,
      log: () => {},
    }),
    consent: { toAddress: async () => true },
    settings: {
      read: () => computer.remembered,
      write: (remembered) => {
        computer.remembered = remembered;
      },
      managed: NOT_MANAGED,
    },
    clipboard: { copy: () => {} },
    files: {
      choose: async (suggestedName) => suggestedName,
      write: async (path, text) => {
        computer.files.set(path, text);
        return true;
      },
    },
    updates: { install: () => false },
    clock: { now, after },
    device: () => ({ id: computer.deviceId, name: 'Desk 7', platform: 'linux' }),
    qr: qrPath,
    app: { version: '0', electron: '0', compatibilityRuntime: false },
    online: true,
    log: () => {},
  });
  const views: View[] = [];
  engine.onView((view) => views.push(view));
  engine.start();

  const screen = () => engine.view().screen;
  const until: WindowlessDesktop['until'] = async (fits, what) => {
    if (fits(screen())) return;
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => {
        stop();
        reject(new Error(`Not ${what} but ${JSON.stringify(screen())}`));
      }, PATIENCE_MS);
      const stop = engine.onView((view) => {
        if (!fits(view.screen)) return;
        clearTimeout(late);
        stop();
        resolve();
      });
    });
  };
  return {
    engine,
    views,
    screen,
    until,
    send: (intent) => expect(engine.intent(intent), JSON.stringify({ intent, screen: screen() })).toEqual({ ok: true }),
    on: async (name, fits = () => true) => {
      await until((candidate) => candidate.name === name && !('busy' in candidate && candidate.busy) && fits(candidate as never), name);
      return screen() as never;
    },
    signIn: (key, application = 'customer-service-vu') => {
      const { email, password } = api.person(key);
      expect(engine.intent({ kind: 'submit-password', email, password, application })).toEqual({ ok: true });
    },
    wake: () => {
      for (const timer of [...timers]) {
        if (timer.at > now()) continue;
        timers.delete(timer);
        timer.fn();
      }
    },
  };
}

/** Signed in, with no offer of trust taken. */
export async function signedInWithoutTrust(desktop: WindowlessDesktop): Promise<SignedInScreen> {
  await desktop.until((screen) => screen.name === 'trust-computer' || screen.name === 'signed-in', 'signed in');
  if (desktop.screen().name === 'trust-computer') desktop.send({ kind: 'answer-trust', trust: false });
  return desktop.on('signed-in');
}

/** My security, with nothing under way. */
export function mySecurityOf(screen: Screen): Extract<SignedInScreen['page'], { name: 'my-security' }> | null {
  return screen.name === 'signed-in' && screen.page.name === 'my-security' && !screen.page.busy ? screen.page : null;
}

export function overlayOf(screen: Screen): NonNullable<SignedInScreen['overlay']>['step'] | null {
  const step = screen.name === 'signed-in' ? (screen.overlay?.step ?? null) : null;
  return step !== null && 'busy' in step && step.busy ? null : step;
}
