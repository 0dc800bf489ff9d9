import { DESKTOP_APPLICATIONS, type DesktopApplicationId } from '../../shared/applications.ts';

/** As the installers register it (build/dist/identity.ts). */
const SCHEME = 'vu:';
/** Longer than any that there is. */
const LINK_MOST = 64;
/** `vu:control` or `vu://control`; browsers write a slash after the second. */
const LINK = /^vu:(?:\/\/)?([a-z-]+)\/?$/i;

/**
 * The application that a link opens sign-in for. That is all that a link can do: anybody can make one and send it, so it
 * carries nothing (no address, no name, no code) and one that tries is no link. Null for one that isn't exactly ours.
 */
export function linkedApplication(link: string): DesktopApplicationId | null {
  const named = link.length <= LINK_MOST ? LINK.exec(link)?.[1]?.toLowerCase() : undefined;
  return DESKTOP_APPLICATIONS.find((application) => application === named) ?? null;
}

export type LinkRead = { readonly kind: 'none' | 'refused' } | { readonly kind: 'opens'; readonly application: DesktopApplicationId };

/**
 * The link that a command line brings. Exactly one: a system that hands over a link gives one, so two are somebody's
 * attempt. Everything else on the command line is left alone, whatever drivers and Chromium put there.
 */
export function readLink(argv: readonly string[]): LinkRead {
  const links = argv.filter((argument) => argument.slice(0, SCHEME.length).toLowerCase() === SCHEME);
  const [link] = links;
  if (link === undefined) return { kind: 'none' };
  const application = links.length === 1 ? linkedApplication(link) : null;
  return application === null ? { kind: 'refused' } : { kind: 'opens', application };
}
