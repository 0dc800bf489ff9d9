import { arch, release } from 'node:os';
import { join } from 'node:path';
import { app, type BrowserWindow, net } from 'electron';
import { createConnection } from '../api/connection.ts';
import type { Environment } from '../environment.ts';
import { createDeviceTrust } from '../keychain/device-trust.ts';
import { keytarStore } from '../keychain/keytar-store.ts';
import { proxyFrom } from '../policy/proxy.ts';
import { readPolicy } from '../policy/read.ts';
import { addressBox } from '../shell/address-box.ts';
import { clearingClipboard } from '../shell/clipboard.ts';
import { systemClock } from '../shell/clock.ts';
import { thisDevice } from '../shell/computer.ts';
import { noteRun } from '../shell/last-run.ts';
import type { Log } from '../shell/logs.ts';
import { apiNetwork } from '../shell/net.ts';
import { packagedCommit } from '../shell/packaged-commit.ts';
import { watchPresence } from '../shell/presence.ts';
import type { Presence } from '../shell/presence-rule.ts';
import type { Runtime } from '../shell/runtime.ts';
import { savedFiles } from '../shell/save-file.ts';
import type { SupportAbout } from '../shell/save-support.ts';
import { shellWords } from '../shell/words.ts';
import { createEngine } from '../sign-in/engine.ts';
import { qrPath } from '../sign-in/qr-path.ts';
import type { Beginning } from './beginning.ts';
import type { PageAnswers } from './connect-page.ts';
import { followPolicy, type PolicyFollower } from './follow-policy.ts';
import { rateLimit } from './rate-limit.ts';
import { createUpdates, type UpdatesOfDesktop } from './updates.ts';
import { validatedIpc } from './validated-ipc.ts';

/** Everything behind the window, composed. */
export interface Desktop extends PageAnswers {
  readonly policy: PolicyFollower;
  readonly presence: Presence;
  /** Signs out and leaves nothing secret on the clipboard. The caller bounds how long it waits. */
  finish(): Promise<void>;
  /** What a support file says of it, as things are now. */
  support(): SupportAbout;
  readonly checkForUpdates: UpdatesOfDesktop['check'];
}

/** Composes the desktop and starts it: the only place where its parts meet. The keychain isn't touched before somebody signs in. */
export function startDesktop(window: BrowserWindow, beginning: Beginning, environment: Environment, runtime: Runtime, log: Log): Desktop {
  const { inForce, managed, settings, machine, address, addressSource, addressManaged } = beginning;
  const runEnded = noteRun(join(app.getPath('userData'), 'running'), log, () => new Date());
  const clock = systemClock();
  const presence = watchPresence(window);
  const network = apiNetwork(proxyFrom(inForce.policy));
  const clipboard = clearingClipboard(environment.platform);
  const { api, connection } = createConnection({
    fetch: network.fetch,
    address,
    managed: addressManaged,
    save: (saved) => settings.change({ address: saved }),
    userAgent: `VuDesktop/${app.getVersion()} (${environment.platform}; Electron ${runtime.electron})`,
    inputAge: presence.idleSeconds,
  });
  const trust = createDeviceTrust({
    store: keytarStore(),
    tombstones: { read: () => settings.read().tombstones, write: (accounts) => settings.change({ tombstones: [...accounts] }) },
    machineId: machine,
    after: clock.after,
    log: (code) => log('warning', code),
  });
  const updates = createUpdates({
    environment,
    policy: inForce.policy,
    machine,
    proxy: () => proxyFrom(policy.inForce().policy),
    clock,
    log,
  });
  const engine = createEngine({
    api,
    connection,
    consent: addressBox(window, () => shellWords(engine.view().language)),
    trust,
    clipboard,
    files: savedFiles(window),
    updates,
    clock,
    qr: qrPath,
    device: () => thisDevice(settings.read().device.id, environment.platform),
    settings: {
      read: settings.read,
      write: ({ language, application, email }) => settings.change({ language, application, email }),
      managed,
    },
    app: beginning.app,
    online: net.isOnline(),
    log: (code) => log('warning', code),
  });
  const ipc = validatedIpc({
    trusted: new Set([window.webContents.id]),
    answering: engine,
    mayPass: rateLimit(clock.now),
    log: (what, facts) => log('warning', what, facts),
  });
  engine.start();
  // What the first view shows already (beginning.ts).
  if (environment.link.kind === 'refused') log('warning', 'A link was refused');
  if (environment.link.kind === 'opens') engine.outside({ kind: 'link', application: environment.link.application });
  updates.begin((news) => engine.outside({ kind: 'update', news }));
  const about = {
    version: app.getVersion(),
    commit: packagedCommit(app.getAppPath()),
    ...runtime,
    packaged: app.isPackaged,
    address: addressSource,
    sandbox: !environment.sandboxGivenUp,
  };
  log('info', 'Started', about);
  const system = { platform: environment.platform, release: release(), arch: arch() };
  const policy = followPolicy({ begun: inForce, read: () => readPolicy(environment), window, network, engine, log });
  return {
    policy,
    presence,
    engine,
    ipc,
    checkForUpdates: updates.check,
    support: () => {
      const now = policy.inForce();
      return { about: { ...about, ...system, policyFault: now.fault }, policies: Object.keys(now.policy) };
    },
    finish: async () => {
      runEnded();
      await clipboard.clear();
      await engine.quit();
    },
  };
}
