import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { desktopApplicationSchema, type Language, languageSchema } from '../../shared/applications.ts';
import { EMAIL_MOST } from '../../shared/sign-in/limits.ts';
import { readJsonFile, writeJsonFile } from './json-file.ts';

const ADDRESS_MOST = 2048;
/** Keychain accounts are hashes; this many could only be a damaged file. */
const TOMBSTONES_MOST = 1000;
const TOMBSTONE_MOST = 256;

/** What this computer remembers for one person between runs. Nothing in it is secret. Fields of a newer version are dropped. */
const settingsSchema = z.object({
  address: z.string().max(ADDRESS_MOST).nullable(),
  language: languageSchema,
  application: desktopApplicationSchema,
  /** Only of a person who chose to trust this computer. */
  email: z.string().max(EMAIL_MOST).nullable(),
  device: z.object({
    id: z.uuid(),
    /** The machine that the id was made on, hashed. */
    machine: z.string().max(TOMBSTONE_MOST),
  }),
  /** Accounts of the keychain whose token could not be removed and must not be used again. */
  tombstones: z.array(z.string().max(TOMBSTONE_MOST)).max(TOMBSTONES_MOST),
});
export type Settings = z.infer<typeof settingsSchema>;

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
  const parse = (content: unknown): Settings | null => settingsSchema.safeParse(content).data ?? null;
  const file = readJsonFile(path, parse, defaults);
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
