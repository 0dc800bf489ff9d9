import { randomUUID } from 'node:crypto';
import { DESKTOP_APPLICATIONS, type DesktopApplicationId, LANGUAGES, type Language } from '../../shared/applications.ts';
import { ADDRESS_MOST, EMAIL_MOST } from '../../shared/sign-in/limits.ts';
import { readJsonFile, writeJsonFile } from './json-file.ts';
import { isRecord, isText } from './record.ts';

/** Keychain accounts are hashes; this many could only be a damaged file. */
const TOMBSTONES_MOST = 1000;
const TOMBSTONE_MOST = 256;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What this computer remembers for one person between runs. Nothing in it is secret. */
export interface Settings {
  readonly address: string | null;
  readonly language: Language;
  readonly application: DesktopApplicationId;
  /** Only of a person who chose to trust this computer. */
  readonly email: string | null;
  readonly device: {
    readonly id: string;
    /** The machine that the id was made on, hashed. */
    readonly machine: string;
  };
  /** Accounts of the keychain whose token could not be removed and must not be used again. */
  readonly tombstones: readonly string[];
}

/**
 * Reads the settings; null when they aren't that. Fields of a newer version are dropped. By hand, since the first screen
 * shows what is in them (window-state.ts says why).
 */
function parseSettings(content: unknown): Settings | null {
  if (!isRecord(content) || !isRecord(content['device']) || !Array.isArray(content['tombstones'])) return null;
  const { address, email } = content;
  const { id, machine } = content['device'];
  const tombstones: readonly unknown[] = content['tombstones'];
  const language = LANGUAGES.find((each) => each === content['language']);
  const application = DESKTOP_APPLICATIONS.find((each) => each === content['application']);
  if (language === undefined || application === undefined) return null;
  if (address !== null && !isText(address, ADDRESS_MOST)) return null;
  if (email !== null && !isText(email, EMAIL_MOST)) return null;
  if (!isText(id, TOMBSTONE_MOST) || !UUID.test(id) || !isText(machine, TOMBSTONE_MOST)) return null;
  if (tombstones.length > TOMBSTONES_MOST || !tombstones.every((each) => isText(each, TOMBSTONE_MOST))) return null;
  return { address, language, application, email, device: { id, machine }, tombstones };
}

export interface SettingsFile {
  read(): Settings;
  /** Changes some of it and writes the whole. A profile that can't be written keeps it for this run. */
  change(part: Partial<Settings>): void;
  /** True when there were settings that could not be read; they lie beside the new ones. */
  readonly wasUnusable: boolean;
}

/**
 * Opens the settings. `machine` says which computer this is: on another one (a profile that roams, or was copied) the
 * device gets a new id, so that no one's trust follows them to a computer that they never trusted.
 */
export function openSettings(path: string, machine: string, language: Language): SettingsFile {
  const device = { id: randomUUID(), machine };
  const defaults: Settings = { address: null, language, application: 'customer-service-vu', email: null, device, tombstones: [] };
  const file = readJsonFile(path, parseSettings, defaults);
  let settings = file.value;
  const change = (part: Partial<Settings>): void => {
    settings = { ...settings, ...part };
    writeJsonFile(path, settings);
  };
  if (settings.device.machine !== machine) change({ device, email: null });
  // Kept from the first run on, or the computer would be a new one each time.
  else if (settings === defaults) change({});
  return { read: () => settings, change, wasUnusable: file.wasUnusable };
}
