import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bundleFile, isBundleAddress } from '../../electron/shell/bundle-files.ts';
import { responseHeaders } from '../../electron/shell/response-headers.ts';

const ROOT = '/opt/vu/renderer';

describe('the bundle’s own files', () => {
  test.each([
    ['app://bundle/index.html', 'index.html', 'text/html; charset=utf-8'],
    ['app://bundle/index.html#main', 'index.html', 'text/html; charset=utf-8'],
    ['app://bundle/index.html?seq=1', 'index.html', 'text/html; charset=utf-8'],
    ['app://bundle/assets/index-B3GRTYKk.js', 'assets/index-B3GRTYKk.js', 'text/javascript; charset=utf-8'],
    ['app://bundle/assets/next-latin.woff2', 'assets/next-latin.woff2', 'font/woff2'],
    ['app://bundle/assets/a%20b.css', 'assets/a b.css', 'text/css; charset=utf-8'],
  ])('serves %s', (address, path, contentType) => {
    expect(bundleFile(address, 'GET', ROOT)).toEqual({ path: join(ROOT, path), contentType });
    expect(bundleFile(address, 'HEAD', ROOT)).not.toBeNull();
  });

  test.each([
    ['climbs out', 'app://bundle/..%2fmain.cjs'],
    ['climbs out, all of it encoded', 'app://bundle/%2e%2e%2fpackage.json'],
    ['climbs out from a folder', 'app://bundle/assets/..%2f..%2fpackage.json'],
    ['stays within, but by climbing', 'app://bundle/assets/..%2findex.html'],
    ['climbs out with backslashes', 'app://bundle/..%5cmain.js'],
    ['has a backslash', 'app://bundle/assets\\index.js'],
    ['ends in a NUL', 'app://bundle/index.html%00.js'],
    ['is encoded twice', 'app://bundle/%252e%252e%252fpackage.json'],
    ['is encoded wrongly', 'app://bundle/%zz.js'],
    ['is cut short in its encoding', 'app://bundle/a%e0%a4.js'],
    ['names a drive', 'app://bundle/c:/windows/a.js'],
    ['names a stream', 'app://bundle/index.html:hidden.js'],
    ['is absolute', 'app://bundle//etc/a.json'],
    ['has two slashes within', 'app://bundle/assets//a.js'],
    ['is a folder', 'app://bundle/assets/'],
    ['is the root', 'app://bundle/'],
    ['is nothing', 'app://bundle'],
    ['has no extension', 'app://bundle/LICENSE'],
    ['has an extension that the build does not make', 'app://bundle/main.cjs'],
    ['is a source map', 'app://bundle/assets/index.js.map'],
    ['is on another host', 'app://other/index.html'],
    ['is on a host that begins the same', 'app://bundle.example/index.html'],
    ['is on a port', 'app://bundle:80/index.html'],
    ['carries a user', 'app://user@bundle/index.html'],
    ['is of another scheme', 'https://bundle/index.html'],
    ['is a file', 'file:///opt/vu/renderer/index.html'],
    ['is no address', 'index.html'],
    ['is empty', ''],
  ])('has no file for an address that %s', (_how, address) => {
    expect(bundleFile(address, 'GET', ROOT)).toBeNull();
  });

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'get', ''])('answers nothing to %s', (method) => {
    expect(bundleFile('app://bundle/index.html', method, ROOT)).toBeNull();
  });

  test('an address of the bundle is told from one that only looks like it', () => {
    expect(isBundleAddress('app://bundle/anything')).toBe(true);
    for (const address of ['app://Bundle/', 'app:bundle', 'app:///bundle', 'xapp://bundle/', 'about:blank', '']) {
      expect(isBundleAddress(address), address).toBe(false);
    }
  });
});

describe('the headers of every answer', () => {
  test('allow the page its own files and nothing else', () => {
    const policy = responseHeaders('text/html', null)['Content-Security-Policy'] ?? '';
    expect(policy.split('; ')).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
      ]),
    );
    expect(policy).not.toMatch(/unsafe|\*|https?:|wss?:|blob:/);
  });

  test('loosen for hot reload only as far as its own server', () => {
    const policy = responseHeaders('text/html', 'http://localhost:5173')['Content-Security-Policy'] ?? '';
    expect(policy).toContain("connect-src 'self' ws://localhost:5173");
    expect(policy).toContain("default-src 'none'");
  });

  test('names no policy for openers: Chromium would begin each start with a process that it throws away', () => {
    expect(Object.keys(responseHeaders('text/html', null))).not.toContain('Cross-Origin-Opener-Policy');
  });
});
