import { BUNDLE_PAGE, isBundleAddress } from './bundle-files.ts';

/** An address without what comes after `#`. */
function withoutFragment(address: string): string {
  return address.split('#', 1)[0] ?? '';
}

/**
 * The one page may move within itself (a fragment) or load itself again; nothing else is a place to go. Written as a
 * rule of its own so that a table of hostile addresses can be tried against it.
 */
export function mayNavigate(from: string, to: string): boolean {
  if (!isBundleAddress(to)) return false;
  const target = withoutFragment(to);
  return target === BUNDLE_PAGE && (from === '' || withoutFragment(from) === BUNDLE_PAGE);
}
