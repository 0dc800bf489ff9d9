import { join } from 'node:path';
import { app, net } from 'electron';
import type { Language } from '../../shared/applications.ts';
import { createConnection } from '../api/connection.ts';
import type { Environment } from '../environment.ts';
import { createDeviceTrust } from '../keychain/device-trust.ts';
import { keytarStore } from '../keychain/keytar-store.ts';
import { chooseAddress } from '../policy/api-address.ts';
import type { Policy } from '../policy/policy.ts';
import { policyPath, readPolicyFile } from '../policy/policy-file.ts';
import { clearingClipboard } from '../shell/clipboard.ts';
import { systemClock } from '../shell/clock.ts';
import { machineId, thisDevice } from '../shell/computer.ts';
import type { Log } from '../shell/logs.ts';
import { apiFetch } from '../shell/net.ts';
import type { Runtime } from '../shell/runtime.ts';
import { savedFiles } from '../shell/save-file.ts';
import { openSettings } from '../shell/settings-file.ts';
import type { VuWindow } from '../shell/window.ts';
import { createEngine } from '../sign-in/engine.ts';
import { qrPath } from '../sign-in/qr-path.ts';
import type { PageAnswers } from './connect-page.ts';
import { rateLimit } from './rate-limit.ts';
import { validatedIpc } from './validated-ipc.ts';

/** Everything behind the window, composed. */
export interface Desktop extends PageAnswers {
  readonly policy: Policy;
  /** Signs out and leaves nothing secret on the clipboard. The caller bounds how long it waits. */
  finish(): Promise<void>;
}

/** The operating system's language, where it is one of ours. */
function systemLanguage(): Language {
  return app.getLocale().startsWith('cy') ? 'cy' : 'en';
}

function readPolicy({ platform, policyFile, programData }: Environment, log: Log): Policy {
  const read = readPolicyFile(policyFile ?? policyPath(platform, programData), platform);
  if (read.kind === 'absent') return {};
  if (read.kind === 'refused') {
    log('error', 'The policy file was refused', { because: read.because });
    return {};
  }
  if (read.unknownKeys.length > 0)
    log('warning', 'The policy file has settings that this version does not know', { names: read.unknownKeys });
  return read.policy;
}

/** Composes the desktop and starts it: the only place where its parts meet. The keychain isn't touched before somebody signs in. */
export function startDesktop({ window, painted }: VuWindow, environment: Environment, runtime: Runtime, log: Log): Desktop {
  const policy = readPolicy(environment, log);
  const machine = machineId(environment.platform);
  const settings = openSettings(join(app.getPath('userData'), 'settings.json'), machine, systemLanguage());
  if (settings.wasUnusable) log('warning', 'The settings could not be read and start afresh');
  const { address, source } = chooseAddress(
    { policy: policy.apiAddress ?? null, argument: environment.api, saved: settings.read().address },
    app.isPackaged,
  );
  const clock = systemClock();
  const clipboard = clearingClipboard();
  const { api, connection } = createConnection({
    fetch: apiFetch(painted),
    address,
    managed: source === 'policy' || source === 'argument',
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
    app: { version: app.getVersion(), electron: runtime.electron, compatibilityRuntime: runtime.compatibility },
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
    ...runtime,
    packaged: app.isPackaged,
    address: source,
    sandbox: !environment.sandboxGivenUp,
  });
  return {
    engine,
    ipc,
    policy,
    finish: async () => {
      await clipboard.clear();
      await engine.quit();
    },
  };
}
