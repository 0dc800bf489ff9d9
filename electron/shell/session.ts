import type { Session } from 'electron';

/**
 * The page needs no permission of any kind. Both handlers are set, since with only the first one every
 * `navigator.permissions.query` still answers "granted" (measured). Screen capture has no handler, which refuses it.
 */
export function closeSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setSpellCheckerEnabled(false);
  // With a language set, Chromium fetches its dictionary from a server of Google’s, also when nothing is checked (seen at a proxy).
  session.setSpellCheckerLanguages([]);
  // Anything that reached the page must not be able to read the disk or leave by itself.
  session.webRequest.onBeforeRequest({ urls: ['file://*/*', 'ftp://*/*'] }, (_details, answer) => answer({ cancel: true }));
  session.on('will-download', (event) => event.preventDefault());
}
