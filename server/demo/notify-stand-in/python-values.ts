/**
 * Notify is written in Python, and its messages show values as Python prints them: `None` for null, `True` for true.
 * Callers see the difference, so the stand-in prints them that way too.
 */

/** A JSON value as Python's `repr` shows it. */
export function pythonRepr(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map(pythonRepr).join(', ')}]`;
  if (isRecord(value))
    return `{${Object.entries(value)
      .map(([key, entry]) => `${quoted(key)}: ${pythonRepr(entry)}`)
      .join(', ')}}`;
  return pythonStr(value);
}

/** A JSON value as Python's `str` shows it, which is how it is put into a message. */
export function pythonStr(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (typeof value === 'number') return String(value);
  return pythonRepr(value);
}

/** Whether Python would treat a JSON value as true. */
export function pythonTruth(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (isRecord(value)) return Object.keys(value).length > 0;
  return Boolean(value);
}

/**
 * The canonical form of what Python's `UUID()` accepts: upper case, missing hyphens, braces and `urn:uuid:` all pass,
 * white space around it does not. Null when it isn't one.
 */
export function readUuid(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const digits = value
    .replace('urn:', '')
    .replace('uuid:', '')
    .replace(/^[{}]+|[{}]+$/g, '')
    .replaceAll('-', '');
  if (!/^[0-9a-f]{32}$/i.test(digits)) return null;
  return digits.toLowerCase().replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
    .replaceAll(quote, `\\${quote}`);
  return `${quote}${escaped}${quote}`;
}
