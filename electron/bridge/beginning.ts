import { join } from 'node:path';
import { app, net } from 'electron';
import type { View } from '../../shared/bridge.ts';
import { checkAddress } from '../api/address.ts';
import type { Environment } from '../environment.ts';
import { type AddressSource, chooseAddress } from '../policy/api-address.ts';
import { inForce, POLICY_FAULT, type PolicyInForce } from '../policy/in-force.ts';
import type { PolicyRead } from '../policy/policy.ts';
import { machineId } from '../shell/computer.ts';
import { systemLanguage } from '../shell/language.ts';
import type { Log } from '../shell/logs.ts';
import type { Runtime } from '../shell/runtime.ts';
import { openSettings, type SettingsFile } from '../shell/settings-file.ts';
import type { Managed } from '../sign-in/managed.ts';
import { openingView } from '../sign-in/opening.ts';
import { managedBy } from './managed.ts';

/** What a start of the desktop goes by, read once: all that the first screen needs, and little enough not to delay it. */
export interface Beginning {
  readonly inForce: PolicyInForce;
  readonly managed: Managed;
  readonly settings: SettingsFile;
  readonly machine: string;
  /** As it was given; null when there is none yet. */
  readonly address: string | null;
  readonly addressSource: AddressSource;
  /** True when the address is not for the person to change. */
  readonly addressManaged: boolean;
  readonly app: View['app'];
  /** What the window shows until everything behind it has been loaded. */
  readonly firstView: View;
}

/** Says in the log what is wrong with what IT has set, without what it says. */
export function logPolicy(read: PolicyRead, log: Log): void {
  if (read.kind === 'refused')
    log('error', 'The settings that IT manages were refused; none of them is used', { reference: POLICY_FAULT, because: read.because });
  if (read.kind === 'read' && read.unknownKeys.length > 0)
    log('warning', 'IT manages settings that this version does not know', { names: read.unknownKeys });
}

/** IT's word and the policy's hold for an address that stands the check; one that doesn't counts as none. */
function isManaged(source: AddressSource): boolean {
  return source === 'policy' || source === 'argument';
}

/** Reads what IT and the person have set. Only once the app is ready: before that its language isn't known. */
export function readBeginning(read: PolicyRead, environment: Environment, runtime: Runtime, log: Log): Beginning {
  logPolicy(read, log);
  const force = inForce(read, null);
  const { policy } = force;
  const machine = machineId(environment.platform);
  const settings = openSettings(join(app.getPath('userData'), 'settings.json'), machine, systemLanguage());
  if (settings.wasUnusable) log('warning', 'The settings could not be read and start afresh');
  const { language, application, email, address: saved } = settings.read();
  const { address, source } = chooseAddress({ policy: policy.apiAddress ?? null, argument: environment.api, saved }, app.isPackaged);
  const checked = address === null ? null : checkAddress(address);
  const about = { version: app.getVersion(), electron: runtime.electron, compatibilityRuntime: runtime.compatibility };
  // Settings that can't be read may have an address in them.
  const addressManaged = isManaged(source) || (force.fault !== null && checked?.ok === true);
  // From a checkout an argument comes before IT's word; the screens then don't say that the address is IT's.
  const managed = { ...managedBy(force), address: source === 'policy' };
  const firstView = openingView(
    {
      ownLanguage: language,
      online: net.isOnline(),
      address: checked?.ok ? checked.address : null,
      addressManaged,
      managed,
      lastApplication: environment.link.kind === 'opens' ? environment.link.application : application,
      rememberedEmail: email,
    },
    about,
  );
  return { inForce: force, managed, settings, machine, address, addressSource: source, addressManaged, app: about, firstView };
}
