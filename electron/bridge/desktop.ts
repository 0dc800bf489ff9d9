import { app, type BrowserWindow, net } from 'electron';
import { createConnection } from '../api/connection.ts';
import type { Environment } from '../environment.ts';
import { createDeviceTrust } from '../keychain/device-trust.ts';
import { keytarStore } from '../keychain/keytar-store.ts';
import { clearingClipboard } from '../shell/clipboard.ts';
import { systemClock } from '../shell/clock.ts';
import { thisDevice } from '../shell/computer.ts';
import type { Log } from '../shell/logs.ts';
import { apiFetch } from '../shell/net.ts';
import { packagedCommit } from '../shell/packaged-commit.ts';
import type { Runtime } from '../shell/runtime.ts';
import { savedFiles } from '../shell/save-file.ts';
import { createEngine } from '../sign-in/engine.ts';
import { qrPath } from '../sign-in/qr-path.ts';
import { type Beginning, isManaged } from './beginning.ts';
import type { PageAnswers } from './connect-page.ts';
import { rateLimit } from './rate-limit.ts';
import { validatedIpc } from './validated-ipc.ts';

/** Everything behind the window, composed. */
export interface Desktop extends PageAnswers {
  /** Signs out and leaves nothing secret on the clipboard. The caller bounds how long it waits. */
  finish(): Promise<void>;
}

/** Composes the desktop and starts it: the only place where its parts meet. The keychain isn't touched before somebody signs in. */
export function startDesktop(window: BrowserWindow, beginning: Beginning, environment: Environment, runtime: Runtime, log: Log): Desktop {
  const { policy, settings, machine, address, addressSource } = beginning;
  const clock = systemClock();
  const clipboard = clearingClipboard();
  const { api, connection } = createConnection({
    fetch: apiFetch(),
    address,
    managed: isManaged(addressSource),
    save: (saved) => settings.change({ address: saved }),
    userAgent: `VuDesktop/${app.getVersion()} (${environment.platform}; Electron ${runtime.electron})`,
  });
  const trust = createDeviceTrust({
    store: keytarStore(),
    tombstones: { read: () => settings.read().tombstones, write: (accounts) => settings.change({ tombstones: [...accounts] }) },
    machineId: machine,
    after: clock.after,
    log: (code) => log('warning', code),
  });
  const engine = createEngine({
    api,
    connection,
    trust,
    clipboard,
    files: savedFiles(window),
    clock,
    qr: qrPath,
    device: () => thisDevice(settings.read().device.id, environment.platform),
    settings: {
      read: settings.read,
      write: ({ language, application, email }) => settings.change({ language, application, email }),
      managed: { allowDeviceTrust: policy.allowDeviceTrust ?? true, idleLockMinutes: policy.idleLockMinutes ?? null },
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
  log('info', 'Started', {
    version: app.getVersion(),
    commit: packagedCommit(app.getAppPath()),
    ...runtime,
    packaged: app.isPackaged,
    address: addressSource,
    sandbox: !environment.sandboxGivenUp,
  });
  return {
    engine,
    ipc,
    finish: async () => {
      await clipboard.clear();
      await engine.quit();
    },
  };
}
