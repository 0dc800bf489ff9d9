/**
 * What the page may do: run and style itself from its own files, and nothing else. All network traffic is main's, so
 * even `connect-src` is none. Sent as a header, which a page can't take away.
 */
const POLICY = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' data:",
  'font-src': "'self'",
  'connect-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-src': "'none'",
  'frame-ancestors': "'none'",
  'object-src': "'none'",
  'worker-src': "'none'",
  'require-trusted-types-for': "'script'",
  'trusted-types': "'none'",
} as const;

function written(policy: Readonly<Record<string, string>>): string {
  return Object.entries(policy)
    .map(([directive, value]) => `${directive} ${value}`)
    .join('; ');
}

/** Hot reload writes styles and a small script into the page and talks to the development server. Only an unpackaged build gets this. */
function developmentPolicy(server: string): string {
  const { 'require-trusted-types-for': _require, 'trusted-types': _types, ...rest } = POLICY;
  return written({
    ...rest,
    'script-src': "'self' 'unsafe-inline'",
    'style-src': "'self' 'unsafe-inline'",
    'connect-src': `'self' ${server.replace(/^http/u, 'ws')}`,
  });
}

/**
 * The headers of every answer of the bundle. `developmentServer` is null but for hot reload.
 *
 * No Cross-Origin-Opener-Policy, although it belongs to most lists: it parts a page from windows of other origins, of
 * which there are none here, since no window is opened and no other address shown (navigation.ts). What it does do is
 * make Chromium throw away the page's process and start a second one in the middle of every start (70 ms, measured).
 */
export function responseHeaders(contentType: string, developmentServer: string | null): Record<string, string> {
  return {
    'Content-Type': contentType,
    'Content-Security-Policy': developmentServer === null ? written(POLICY) : developmentPolicy(developmentServer),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), bluetooth=(), display-capture=()',
    'Cache-Control': 'no-store',
  };
}
