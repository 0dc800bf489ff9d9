import { createHmac, timingSafeEqual } from 'node:crypto';
import { problem } from './problem.ts';
import { isRecord, readUuid } from './python-values.ts';
import type { ApiKey, Service } from './services.ts';

/**
 * How old a token may be, in seconds. Notify's message and the leeway of its Python library speak of 30 seconds either
 * way; what the stand-in is held to says “more than 30 s old or in the future”. That is the stricter of the two: whoever
 * gets on with it gets on with either.
 */
const TOKEN_MOST_SECONDS = 30;
/** What PyJWT allows for the other times that a token can hold, which Notify's own clients never send. */
const OTHER_TIMES_TOLERANCE_SECONDS = 30;

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

/** The key that signed a token, unless something else is wrong: its time, its algorithm, then its other claims, as in the reference. */
function matchingKey(token: Token, keys: readonly ApiKey[], now: number): ApiKey {
  const key = keys.find(({ secret }) => signedBy(token, secret));
  // Only a token that one of the service's keys made is worth a word about the time.
  if (key) checkTime(token.claims, now);
  if (token.header['alg'] !== 'HS256') throw forbidden('Invalid token: algorithm used is not HS256');
  if (key) checkOtherClaims(token.claims, now);
  if (!key || !('iat' in token.claims)) throw forbidden('Invalid token: API key not found');
  if (key.revoked) throw forbidden('Invalid token: API key revoked');
  return key;
}

function signedBy(token: Token, secret: string): boolean {
  const expected = createHmac('sha256', secret).update(token.signed).digest();
  return expected.length === token.signature.length && timingSafeEqual(expected, token.signature);
}

/**
 * Tokens tell whole seconds. Notify's own client rounds the time to the nearest, so that half of what it makes is a
 * little ahead: a token is of the future when it is later than the time rounded in the same way.
 */
function checkTime(claims: Record<string, unknown>, now: number): void {
  if (!('iat' in claims)) return;
  const madeAt = Number(claims['iat']);
  const seconds = now / 1000;
  const old = Math.floor(seconds) > Math.trunc(madeAt) + TOKEN_MOST_SECONDS;
  const ofTheFuture = Math.trunc(madeAt) > Math.round(seconds);
  if (!Number.isFinite(madeAt) || old || ofTheFuture) throw forbidden(CLOCK);
}

/** What PyJWT checks of any token that it is given. */
function checkOtherClaims(claims: Record<string, unknown>, now: number): void {
  const seconds = now / 1000;
  const notBefore = claims['nbf'];
  if (notBefore !== undefined && !(Math.trunc(Number(notBefore)) <= seconds + OTHER_TIMES_TOLERANCE_SECONDS)) throw forbidden(CLOCK);
  const expiry = claims['exp'];
  if (expiry !== undefined && !(Math.trunc(Number(expiry)) > seconds - OTHER_TIMES_TOLERANCE_SECONDS)) throw forbidden(GENERAL);
  if (claims['aud']) throw forbidden(GENERAL);
  for (const name of ['sub', 'jti'] as const) {
    if (name in claims && typeof claims[name] !== 'string') throw forbidden(GENERAL);
  }
}
