import { extname, relative, resolve, sep } from 'node:path';

/** The scheme and host of everything that the window shows. Nothing else is ever loaded in it. */
export const BUNDLE_SCHEME = 'app';
export const BUNDLE_HOST = 'bundle';
export const BUNDLE_ORIGIN = `${BUNDLE_SCHEME}://${BUNDLE_HOST}`;
export const BUNDLE_PAGE = `${BUNDLE_ORIGIN}/index.html`;

/** The kinds of file that the build makes. One that isn't here isn't served. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

export interface BundleFile {
  readonly path: string;
  readonly contentType: string;
}

/** Parses an address; null when it isn't one. (`URL.canParse` is newer than the compatibility runtime.) */
function parseAddress(address: string): URL | null {
  try {
    return new URL(address);
  } catch {
    return null;
  }
}

/** True for the bundle's own pages and files, however the rest of the address looks. */
export function isBundleAddress(address: string): boolean {
  const url = parseAddress(address);
  return url !== null && url.protocol === `${BUNDLE_SCHEME}:` && url.host === BUNDLE_HOST && url.username === '' && url.password === '';
}

/**
 * The file that a request is for, or null when the bundle has no such file and never will. Decodes once, then
 * refuses whatever could mean something else to a file system: so a name that is still encoded is just a name that
 * isn't there, and nothing outside `root` has a path.
 */
export function bundleFile(address: string, method: string, root: string): BundleFile | null {
  if (method !== 'GET' && method !== 'HEAD') return null;
  if (!isBundleAddress(address)) return null;
  let name: string;
  try {
    name = decodeURIComponent(new URL(address).pathname);
  } catch {
    return null;
  }
  if (/[\0\\:%]|\/\/|(^|\/)\.{1,2}(\/|$)/u.test(name)) return null;
  const path = resolve(root, `.${name}`);
  const within = relative(root, path);
  if (within === '' || within.startsWith('..') || within.split(sep).includes('..')) return null;
  const contentType = CONTENT_TYPES[extname(path)];
  return contentType === undefined ? null : { path, contentType };
}
