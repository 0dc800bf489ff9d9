import type { UpdateChannel } from './channels.ts';
import { type Manifest, manifestSchema } from './manifest.ts';
import { isSignedBy } from './signature.ts';

/** What this computer follows. */
export interface Followed {
  readonly channel: UpdateChannel;
  readonly platform: string;
  readonly arch: string;
  /** Whoever may publish, in base64. */
  readonly keys: readonly string[];
}

/** Why a feed is refused; for the log. */
export type FeedFault = 'unsigned' | 'malformed' | 'for-another';

/** Reads what a feed says, in this order: who signed it, what it is, whom it is for. */
export function readFeed(
  { channel, platform, arch, keys }: Followed,
  text: string,
  signature: string,
): { readonly ok: true; readonly manifest: Manifest } | { readonly ok: false; readonly fault: FeedFault } {
  if (!isSignedBy(keys, text, signature)) return { ok: false, fault: 'unsigned' };
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return { ok: false, fault: 'malformed' };
  }
  const parsed = manifestSchema.safeParse(content);
  if (!parsed.success) return { ok: false, fault: 'malformed' };
  const { data: manifest } = parsed;
  if (manifest.channel !== channel || manifest.system !== `${platform}-${arch}`) return { ok: false, fault: 'for-another' };
  return { ok: true, manifest };
}

const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])$/;

/** The folder that updates come from, as IT gave it: HTTPS, or this computer itself; null when it is anything else. */
export function feedFolder(address: string): URL | null {
  let url: URL;
  try {
    url = new URL(address.endsWith('/') ? address : `${address}/`);
  } catch {
    return null;
  }
  const plain = url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  const safe = url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname));
  return plain && safe ? url : null;
}
