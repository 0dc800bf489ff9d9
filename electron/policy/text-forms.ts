import { checkAddress } from '../api/address.ts';

/** Longer than any address that is in use; browsers stop at about the same. */
export const TEXT_MOST = 2048;

/** `name:port` or `scheme://name:port`, as Chromium takes a proxy; several would be a rule list, which nothing here needs. */
const PROXY_SERVER = /^(?:(?:https?|socks4|socks5):\/\/)?(?:[a-z0-9.-]+|\[[0-9a-f:.]+\]):(\d{1,5})$/i;
const PORT_MOST = 65_535;

/** Host names, `*` patterns, addresses and ranges of them, with semicolons between. */
const HOST_LIST = /^[a-z0-9.*:/[\]<>-]+(?:;[a-z0-9.*:/[\]<>-]+)*$/i;

/** What a web address may be: with a path, without a person's name and password in it. */
function webAddress(text: string): URL | null {
  try {
    const url = new URL(text);
    const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
    return isWeb && url.username === '' && url.password === '' && !/[\s\\]/.test(text) ? url : null;
  } catch {
    return null;
  }
}

/** What each form of text must be like, and how that is said to IT. */
export const TEXT_FORMS = {
  'api-address': { says: 'an HTTPS address without a path', fits: (text: string) => checkAddress(text).ok },
  'web-address': { says: 'an HTTP or HTTPS address', fits: (text: string) => webAddress(text) !== null },
  'secure-web-address': {
    says: 'an HTTPS address without a query',
    // The same rule as for the API's address, plain HTTP for this computer only, and a path besides.
    fits: (text: string) => {
      const url = webAddress(text);
      return url !== null && url.search === '' && url.hash === '' && checkAddress(url.origin).ok;
    },
  },
  'proxy-server': {
    says: 'a name and a port, such as proxy.council.example:8080',
    fits: (text: string) => {
      const port = Number(PROXY_SERVER.exec(text)?.[1] ?? 0);
      return port > 0 && port <= PORT_MOST;
    },
  },
  'host-list': { says: 'host names with semicolons between them', fits: (text: string) => HOST_LIST.test(text) },
} as const satisfies Readonly<Record<string, { readonly says: string; readonly fits: (text: string) => boolean }>>;

export type TextForm = keyof typeof TEXT_FORMS;
