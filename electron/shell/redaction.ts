/**
 * What must never be read in a log, wherever it comes from: an error of the network, of the system or our own. The
 * code doesn't log such things in the first place; this is for what it didn't expect.
 */

/** Names whose values are never written, compared without case and punctuation. */
const SECRET_NAMES = /password|passwd|secret|token|authorization|cookie|credential|^code$|codes|otp|recovery|^key$|phone|email|username/iu;

/**
 * In this order: one may take away the word by which another knows a secret. Some are tried only where there is what they
 * all have: every letter of every script makes an e-mail address's costly to build (20 ms, measured), which the first lines
 * of a log would pay for while the first screen is being drawn.
 */
const PATTERNS: readonly (readonly [RegExp, string, onlyWhere?: string])[] = [
  [/otpauth:\/\/\S+/giu, '[otpauth]'],
  [/\b(bearer|basic)\s+\S+/giu, '$1 [secret]'],
  [/\/\/[^/\s:@]+:[^/\s@]*@/gu, '//[secret]@', '@'],
  [/[\p{L}\p{N}._%+'-]+@[\p{L}\p{N}.-]+/gu, '[email]', '@'],
  // A query may carry anything; an address is worth having without it.
  [/(\bhttps?:\/\/[^\s?#"']+)[?#][^\s"']*/giu, '$1?[query]'],
  // Home folders carry the person's name.
  [/((?:\/home\/|\/Users\/|[A-Za-z]:\\Users\\))[^/\\\s"']+/gu, '$1[person]'],
  // Long runs of base64, base32 or hex: tokens, keys, hashes. Forty is longer than any word of ours.
  [/[A-Za-z0-9_+/=-]{40,}/gu, '[secret]'],
  // Ten digits or more, however spaced: telephone numbers. A date has eight.
  [/\+?\d(?:[\s()-]{0,2}\d){9,}/gu, '[number]'],
  // Six digits on their own are how an authenticator's code looks.
  [/(?<![\d.:-])\d{6}(?![\d.:-])/gu, '[code]'],
];

/**
 * The commit that this desktop was built from, by its name and in its shape (packaged-commit.ts). One in a few has six
 * decimal digits in a row and would be taken for a code; a support file without it says nothing of what is installed.
 */
const isCommit = (name: string, value: unknown): boolean =>
  name === 'commit' && typeof value === 'string' && /^[0-9a-f]{10}(\+changes)?$/u.test(value);

/** Longer text than this says nothing more to whoever reads the log. */
const TEXT_MOST = 4000;
const DEPTH_MOST = 4;

/** A text with everything that could be personal or secret taken out. */
export function redactText(text: string): string {
  let redacted = text.slice(0, TEXT_MOST);
  for (const [pattern, replacement, onlyWhere = ''] of PATTERNS)
    if (redacted.includes(onlyWhere)) redacted = redacted.replace(pattern, replacement);
  return redacted;
}

/** The same for a value of any shape, to the depth of a log entry. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null) return typeof value === 'function' || typeof value === 'symbol' ? '[value]' : value;
  if (value instanceof Error) return { name: value.name, message: redactText(value.message), stack: redactText(value.stack ?? '') };
  if (depth >= DEPTH_MOST) return '[deep]';
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      if (SECRET_NAMES.test(name.replace(/[-_]/gu, ''))) return [name, '[secret]'];
      return [name, isCommit(name, item) ? item : redact(item, depth + 1)];
    }),
  );
}
