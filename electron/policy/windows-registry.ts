import { win32 } from 'node:path';
import { isRecord } from '../shell/record.ts';
import { POLICIES, POLICY_NAMES, type PolicyName } from './policies.ts';
import { type PolicyRead, parsePolicy, refused } from './policy.ts';
import type { ProgramPlace, RunProgram } from './run-program.ts';

/**
 * What Group Policy and Intune write on Windows. Read with the system's own programs: `reg.exe`, and where the council
 * has taken the registry's tools away from people ("Prevent access to registry editing tools" stops `reg.exe` too),
 * PowerShell. Only administrators can write below `Policies`.
 */

/** The key below HKEY_LOCAL_MACHINE or HKEY_CURRENT_USER. The templates name the same one. */
export const REGISTRY_KEY = 'SOFTWARE\\Policies\\Vu Desktop';
const PARENT_KEY = 'SOFTWARE\\Policies';
/** The machine's policy counts before the person's, and as a whole: the two are never mixed. */
const HIVES = ['HKLM', 'HKCU'] as const;
type Hive = (typeof HIVES)[number];

/** What the value of a setting is called in the registry, as Windows' own are written: `IdleLockMinutes`. */
export function registryName(name: PolicyName): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** One value, as it is stored. */
export interface RegistryValue {
  readonly name: string;
  readonly type: string;
  /** A number as `reg.exe` writes it (0x5) or in digits. */
  readonly data: string;
}

/** A line of `reg query`: four spaces, name, type and data with four spaces between. */
const VALUE_LINE = /^ {4}(\S.*?) {4}(REG_[A-Z_]+)(?: {4}(.*))?$/;

/** Reads what `reg query` writes about a key. Headings and the key's own unnamed value are left out. */
export function parseRegQuery(output: string): RegistryValue[] {
  return output.split(/\r?\n/).flatMap((line) => {
    const [, name, type, data = ''] = VALUE_LINE.exec(line) ?? [];
    return name === undefined || type === undefined || name.startsWith('(') ? [] : [{ name, type, data }];
  });
}

/** What the PowerShell script below writes: a list of values in JSON, in ASCII. Null when it isn't that. */
export function parsePowerShell(output: string): RegistryValue[] | null {
  let content: unknown;
  try {
    content = JSON.parse(output);
  } catch {
    return null;
  }
  if (!Array.isArray(content)) return null;
  const values = content.map((each: unknown) => {
    if (!isRecord(each)) return null;
    const { name, type, data } = each;
    return typeof name === 'string' && typeof type === 'string' && typeof data === 'string' ? { name, type, data } : null;
  });
  return values.every((value) => value !== null) ? values : null;
}

const NUMBER = /^(?:0x[0-9a-f]{1,8}|\d{1,10})$/i;

/** A value as the policy means it; undefined for one that can't be it, which the policy then refuses. */
function meant(name: PolicyName, { type, data }: RegistryValue): unknown {
  const { kind } = POLICIES[name];
  if (kind === 'whole-number' || kind === 'yes-or-no') {
    if (type !== 'REG_DWORD' || !NUMBER.test(data)) return undefined;
    const number = Number(data);
    if (kind === 'whole-number') return number;
    return number === 0 || number === 1 ? number === 1 : undefined;
  }
  if (type !== 'REG_SZ') return undefined;
  return kind === 'choices' ? data.split(',').map((each) => each.trim()) : data;
}

/** The policy that a key's values make. Names are compared as Windows compares them, without regard to case. */
export function policyFromRegistry(values: readonly RegistryValue[]): PolicyRead {
  if (values.length === 0) return { kind: 'absent' };
  const content = values.map((value): readonly [string, unknown] => {
    const name = POLICY_NAMES.find((each) => each.toLowerCase() === value.name.toLowerCase());
    return name === undefined ? [value.name, value.data] : [name, meant(name, value)];
  });
  return parsePolicy(Object.fromEntries(content));
}

/** Lists a key's values as JSON, with whatever isn't ASCII escaped, so that no code page can change it. */
function script(hive: Hive): string {
  const root = hive === 'HKLM' ? 'LocalMachine' : 'CurrentUser';
  return [
    "$ErrorActionPreference = 'Stop'",
    `$key = [Microsoft.Win32.RegistryKey]::OpenBaseKey('${root}', 'Registry64').OpenSubKey('${REGISTRY_KEY}')`,
    "if ($key -eq $null) { '[]'; exit }",
    `$types = @{ String = 'REG_SZ'; DWord = 'REG_DWORD' }`,
    '$values = @($key.GetValueNames() | Where-Object { $_ } | ForEach-Object { $kind = [string]$key.GetValueKind($_)',
    "  $type = $types[$kind]; if (-not $type) { $type = 'REG_' + $kind.ToUpper() }",
    '  @{ name = $_; type = $type; data = [string]$key.GetValue($_) } })',
    '$json = ConvertTo-Json -Compress -InputObject $values',
    "[regex]::Replace($json, '[^\\x20-\\x7E]', { param($m) '\\u{0:x4}' -f [int][char]$m.Value })",
  ].join('\n');
}

/** `systemRoot` is where Windows is; programs are started from there, so that no other of the same name can be. */
export async function readRegistry(run: RunProgram, systemRoot: string): Promise<PolicyRead> {
  for (const hive of HIVES) {
    const values = await readKey(run, systemRoot, hive);
    if (values === null) return refused(`the registry can't be read (${hive})`);
    const read = policyFromRegistry(values);
    if (read.kind !== 'absent') return read;
  }
  return { kind: 'absent' };
}

/**
 * Where its programs are, and the little that they need to know. Node adds what Windows itself needs of the person's
 * variables, which are names and folders of theirs and nothing that a program is loaded from.
 */
function placeOfPrograms(systemRoot: string): ProgramPlace {
  const folder = win32.join(systemRoot, 'System32');
  const modules = win32.join(folder, 'WindowsPowerShell', 'v1.0', 'Modules');
  return { folder, variables: { SystemRoot: systemRoot, windir: systemRoot, Path: folder, PSModulePath: modules } };
}

/** The values of the key in a hive; none where there is no key; null where nobody could say. */
async function readKey(run: RunProgram, systemRoot: string, hive: Hive): Promise<readonly RegistryValue[] | null> {
  const place = placeOfPrograms(systemRoot);
  const reg = (key: string) => run(win32.join(place.folder, 'reg.exe'), ['query', `${hive}\\${key}`, '/reg:64'], place);
  const { code, output } = await reg(REGISTRY_KEY);
  if (code === 0) return parseRegQuery(output);
  // It ends the same way when there is no key and when it may not look. Everybody may look at the key above.
  const parent = await reg(PARENT_KEY);
  if (parent.code === 0 && !parent.output.toLowerCase().includes(`\\${REGISTRY_KEY}`.toLowerCase())) return [];
  const powerShell = win32.join(place.folder, 'WindowsPowerShell', 'v1.0', 'powershell.exe');
  const encoded = Buffer.from(script(hive), 'utf16le').toString('base64');
  const listed = await run(powerShell, ['-NoProfile', '-NonInteractive', '-EncodedCommand', encoded], place);
  return listed.code === 0 ? parsePowerShell(listed.output) : null;
}
