import { join } from 'node:path';
import { app, net } from 'electron';
import type { Language } from '../../shared/applications.ts';
import type { View } from '../../shared/bridge.ts';
import { checkAddress } from '../api/address.ts';
import type { Environment } from '../environment.ts';
import { type AddressSource, chooseAddress } from '../policy/api-address.ts';
import type { Policy } from '../policy/policy.ts';
import { policyPath, readPolicyFile } from '../policy/policy-file.ts';
import { machineId } from '../shell/computer.ts';
import type { Log } from '../shell/logs.ts';
import type { Runtime } from '../shell/runtime.ts';
import { openSettings, type SettingsFile } from '../shell/settings-file.ts';
import { openingView } from '../sign-in/opening.ts';

/** What a start of the desktop goes by, read once: all that the first screen needs, and little enough not to delay it. */
export interface Beginning {
  readonly policy: Policy;
  readonly settings: SettingsFile;
  readonly machine: string;
  /** As it was given; null when there is none yet. */
  readonly address: string | null;
  readonly addressSource: AddressSource;
  readonly app: View['app'];
  /** What the window shows until everything behind it has been loaded. */
  readonly firstView: View;
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

/** IT's word and the policy's hold for an address that stands the check; one that doesn't counts as none. */
export function isManaged(source: AddressSource): boolean {
  return source === 'policy' || source === 'argument';
}

/** Reads what IT and the person have set. Only once the app is ready: before that its language isn't known. */
export function readBeginning(environment: Environment, runtime: Runtime, log: Log): Beginning {
  const policy = readPolicy(environment, log);
  const machine = machineId(environment.platform);
  const settings = openSettings(join(app.getPath('userData'), 'settings.json'), machine, systemLanguage());
  if (settings.wasUnusable) log('warning', 'The settings could not be read and start afresh');
  const { language, application, email, address: saved } = settings.read();
  const { address, source } = chooseAddress({ policy: policy.apiAddress ?? null, argument: environment.api, saved }, app.isPackaged);
  const checked = address === null ? null : checkAddress(address);
  const about = { version: app.getVersion(), electron: runtime.electron, compatibilityRuntime: runtime.compatibility };
  const firstView = openingView(
    {
      language,
      online: net.isOnline(),
      address: checked?.ok ? checked.address : null,
      addressManaged: isManaged(source),
      allowDeviceTrust: policy.allowDeviceTrust ?? true,
      idleLockMinutes: policy.idleLockMinutes ?? null,
      lastApplication: environment.link.kind === 'opens' ? environment.link.application : application,
      rememberedEmail: email,
    },
    about,
  );
  return { policy, settings, machine, address, addressSource: source, app: about, firstView };
}
