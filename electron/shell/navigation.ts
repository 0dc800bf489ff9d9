import { app, type WebContents } from 'electron';
import { mayNavigate } from './navigation-rule.ts';

function guard(contents: WebContents): void {
  const stop = (event: { preventDefault(): void }, to: string): void => {
    if (!mayNavigate(contents.getURL(), to)) event.preventDefault();
  };
  contents.on('will-navigate', (event, url) => stop(event, url));
  contents.on('will-redirect', (event, url) => stop(event, url));
  contents.on('will-frame-navigate', (event) => stop(event, event.url));
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/** Keeps every page of the app where it is: no navigation, no new windows, no embedded pages. Before the first window. */
export function guardNavigation(): void {
  app.on('web-contents-created', (_event, contents) => guard(contents));
}
