import { readIdentifier } from '../../shared/sign-in/identifiers.ts';
import type { AddressCheck } from '../sign-in/ports.ts';

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;
const INVALID: AddressCheck = { ok: false, problem: 'address-invalid' };

/**
 * Reads an address: `https://` is added where it was left out; plain HTTP is for this computer only, since passwords
 * go there. Only an origin is an address: what else could hide in a URL (credentials, paths, queries) is refused.
 */
export function checkAddress(typed: string): AddressCheck {
  const trimmed = readIdentifier(typed);
  const url = parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`);
  if (url === null || trimmed === '' || /[\s\\]/.test(trimmed)) return INVALID;
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return INVALID;
  const isOrigin = url.username === '' && url.password === '' && url.pathname === '/' && url.search === '' && url.hash === '';
  if (!isOrigin || url.hostname === '' || /[?#@]/.test(trimmed)) return INVALID;
  if (url.protocol === 'http:' && !LOOPBACK.test(url.hostname)) return { ok: false, problem: 'address-insecure' };
  return { ok: true, address: url.origin };
}

/** `URL.parse` for the compatibility runtime, whose Node is older than it. */
function parse(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
