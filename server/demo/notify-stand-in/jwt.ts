import { createHmac, timingSafeEqual } from 'node:crypto';
import { problem } from './problem.ts';
import { isRecord, readUuid } from './python-values.ts';
import type { ApiKey, Service } from './services.ts';

/** How far a token's time may be from the server's, either way, in seconds. */
const CLOCK_TOLERANCE_SECONDS = 30;

const GENERAL =
  'Invalid token: make sure your API token matches the example at https://docs.notifications.service.gov.uk/rest-api.html#authorisation-header';
const CLOCK = 'Error: Your system clock must be accurate to within 30 seconds';

const unauthorised = (message: string) => problem(401, 'AuthError', message);
const forbidden = (message: string) => problem(403, 'AuthError', message);

export interface Caller {
  readonly service: Service;
  readonly key: ApiKey;
}

/**
 * Who a request is from, checked in the order of the real service, each failure in its words.
 * `now` is in milliseconds.
 * @throws Problem (401 or 403)
 */
export function authenticate(header: string | undefined, services: ReadonlyMap<string, Service>, now: number): Caller {
  if (!header) throw unauthorised('Unauthorized: authentication token must be provided');
  if (header.slice(0, 7).toLowerCase() !== 'bearer ') throw unauthorised('Unauthorized: authentication bearer scheme must be used');
  const token = readToken(header.slice(7));
  if (!token) throw forbidden(GENERAL);
  if (!('iss' in token.claims)) throw forbidden('Invalid token: iss field not provided');
  const serviceId = readUuid(token.claims['iss']);
  if (!serviceId) throw forbidden('Invalid token: service id is not the right data type');
  const service = services.get(serviceId);
  if (!service) throw forbidden('Invalid token: service not found');
  if (service.keys.length === 0) throw forbidden('Invalid token: service has no API keys');
  if (!service.active) throw forbidden('Invalid token: service is archived');
  return { service, key: matchingKey(token, service.keys, now) };
}

interface Token {
  readonly header: Record<string, unknown>;
  readonly claims: Record<string, unknown>;
  readonly signed: string;
  readonly signature: Buffer;
}

function readToken(text: string): Token | null {
  const parts = text.split('.');
  const [header, claims, signature] = parts;
  if (parts.length !== 3 || header === undefined || claims === undefined || signature === undefined) return null;
  if (!parts.every((part) => /^[A-Za-z0-9_-]*$/.test(part))) return null;
  const read = (part: string): unknown => {
    try {
      return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    } catch {
      return null;
    }
  };
  const headerValue = read(header);
  const claimsValue = read(claims);
  if (!isRecord(headerValue) || !isRecord(claimsValue)) return null;
  return { header: headerValue, claims: claimsValue, signed: `${header}.${claims}`, signature: Buffer.from(signature, 'base64url') };
}

/** A key that didn't sign the token is passed over; anything else that is wrong ends the search, as in the real service. */
function matchingKey(token: Token, keys: readonly ApiKey[], now: number): ApiKey {
  for (const key of keys) {
    if (token.header['alg'] !== 'HS256') throw forbidden('Invalid token: algorithm used is not HS256');
    const expected = createHmac('sha256', key.secret).update(token.signed).digest();
    if (expected.length !== token.signature.length || !timingSafeEqual(expected, token.signature)) continue;
    checkClaims(token.claims, now);
    if (!('iat' in token.claims)) continue;
    if (Math.floor(now / 1000) > Math.trunc(Number(token.claims['iat'])) + CLOCK_TOLERANCE_SECONDS) throw forbidden(CLOCK);
    if (key.revoked) throw forbidden('Invalid token: API key revoked');
    return key;
  }
  throw forbidden('Invalid token: API key not found');
}

/** What PyJWT checks of any token that it is given, before Notify looks at its age. */
function checkClaims(claims: Record<string, unknown>, now: number): void {
  const seconds = now / 1000;
  for (const name of ['iat', 'nbf'] as const) {
    if (!(name in claims)) continue;
    const at = Number(claims[name]);
    if (!Number.isFinite(at) || Math.trunc(at) > seconds + CLOCK_TOLERANCE_SECONDS) throw forbidden(CLOCK);
  }
  const expiry = claims['exp'];
  if (expiry !== undefined && !(Math.trunc(Number(expiry)) > seconds - CLOCK_TOLERANCE_SECONDS)) throw forbidden(GENERAL);
  if (claims['aud']) throw forbidden(GENERAL);
  for (const name of ['sub', 'jti'] as const) {
    if (name in claims && typeof claims[name] !== 'string') throw forbidden(GENERAL);
  }
}
