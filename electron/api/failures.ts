import type { ApiFailure } from '../sign-in/ports.ts';

/**
 * What a rejected `fetch` means. Electron's `net` puts Chromium's name of the error in the message
 * (`net::ERR_…`, chromium/src/net/base/net_error_list.h); Node's puts a code on the cause. Order matters: the first
 * that matches counts, so the particular stand before the general.
 */
const MEANINGS: readonly (readonly [RegExp, Exclude<ApiFailure['kind'], 'server-error' | 'refused'>])[] = [
  [/ERR_CERT_DATE_INVALID|CERT_HAS_EXPIRED|CERT_NOT_YET_VALID/, 'clock'],
  [/ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED|ERR_NETWORK_IO_SUSPENDED|ENETDOWN|ENETUNREACH/, 'offline'],
  [/ERR_PROXY_|ERR_TUNNEL_|ERR_(?:UNEXPECTED_|MISSING_|UNSUPPORTED_)?PROXY_AUTH|ERR_NO_SUPPORTED_PROXIES|ERR_SOCKS_|ERR_PAC_/, 'proxy'],
  [/ERR_CERT_|ERR_SSL_|ERR_BAD_SSL_|ERR_TLS_|SELF_SIGNED|UNABLE_TO_|CERT_|DEPTH_ZERO_|EPROTO/, 'certificate'],
  [/ERR_TIMED_OUT|ERR_CONNECTION_TIMED_OUT|ETIMEDOUT|UND_ERR_\w*TIMEOUT/, 'timeout'],
  [/redirect|ERR_INVALID_(?:HTTP_)?RESPONSE|ERR_RESPONSE_HEADERS_|ERR_EMPTY_RESPONSE|HPE_|HTTPParserError/i, 'not-vu-api'],
];

/** Longest chain of causes worth following; a real one has two. */
const CAUSES_MOST = 5;

/** Everything that an error and its causes say, by name, code and message. */
function wordsOf(error: unknown): string {
  const words: string[] = [];
  let current = error;
  for (let depth = 0; depth < CAUSES_MOST && current instanceof Error; depth += 1) {
    words.push(current.name, current.message, 'code' in current ? String(current.code) : '');
    current = current.cause;
  }
  return words.join(' ');
}

/** Why a request came to nothing before it had an answer. What can't be told apart counts as unreachable. */
export function failureOfError(error: unknown): ApiFailure {
  const words = wordsOf(error);
  const meaning = MEANINGS.find(([pattern]) => pattern.test(words));
  return { kind: meaning?.[1] ?? 'unreachable' };
}
