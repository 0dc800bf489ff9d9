import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import type { Keys } from '../keys.ts';
import { KEY_BYTES, readKeyring } from '../keys.ts';

/** What the demo keeps between two starts, so that trusted computers and linked apps survive one. */

const keysSchema = z.strictObject({ codes: z.string(), audit: z.string(), authenticator: z.string() });
const portsSchema = z.strictObject({ api: z.int().min(1).max(65_535), notify: z.int().min(1).max(65_535) });
export type DemoPorts = z.infer<typeof portsSchema>;

export interface DemoFolder {
  /** For the PostgreSQL cluster. */
  readonly postgres: string;
  readonly log: string;
  readonly keys: Keys;
  /** Those of the last start; null the first time. */
  readonly ports: DemoPorts | null;
  rememberPorts(ports: DemoPorts): void;
  /** Writes what `npm run operator -- --env-file FILE` needs; answers the file. */
  writeOperatorFile(database: { readonly url: string; readonly apiUrl: string }): string;
}

/** Opens the folder, making what is missing. `fresh` first forgets everything but the ports. */
export function openDemoFolder(folder: string, fresh: boolean): DemoFolder {
  mkdirSync(folder, { recursive: true });
  const at = (name: string) => path.join(folder, name);
  const keysFile = at('keys.json');
  if (fresh) for (const name of ['keys.json', 'postgres']) rmSync(at(name), { recursive: true, force: true });
  // Secrets in a database whose keys are gone can't be read: both begin anew, or neither.
  if (!existsSync(keysFile)) rmSync(at('postgres'), { recursive: true, force: true });
  const texts = readJson(keysFile, keysSchema) ?? makeKeys(keysFile);
  return {
    postgres: at('postgres'),
    log: at('api.log'),
    keys: keysOf(texts),
    ports: readJson(at('ports.json'), portsSchema),
    rememberPorts: (ports) => writeWhole(at('ports.json'), JSON.stringify(ports)),
    writeOperatorFile: ({ url, apiUrl }) => {
      const file = at('operator.env');
      writeWhole(
        file,
        `DATABASE_URL=${apiUrl}\nVU_MIGRATION_DATABASE_URL=${url}\nVU_KEY_AUDIT=${texts.audit}\nVU_KEY_CODES=${texts.codes}\n`,
      );
      return file;
    },
  };
}

function makeKeys(file: string): z.infer<typeof keysSchema> {
  const key = () => randomBytes(KEY_BYTES).toString('base64');
  const texts = { codes: key(), audit: `demo:${key()}`, authenticator: `demo:${key()}` };
  writeWhole(file, JSON.stringify(texts));
  return texts;
}

function keysOf(texts: z.infer<typeof keysSchema>): Keys {
  const codes = readKeyring(texts.codes);
  const audit = readKeyring(texts.audit);
  const authenticator = readKeyring(texts.authenticator);
  if (codes === null || audit === null || authenticator === null) throw new Error('the demo’s keys are damaged: start it with --fresh');
  return { codes, audit, authenticator };
}

function readJson<S extends z.ZodType>(file: string, schema: S): z.infer<S> | null {
  if (!existsSync(file)) return null;
  const parsed = schema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  return parsed.success ? parsed.data : null;
}

/** Never half a file, also when killed. */
function writeWhole(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
