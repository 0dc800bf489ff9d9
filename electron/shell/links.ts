import { app } from 'electron';
import type { DesktopApplicationId } from '../../shared/applications.ts';
import { type LinkRead, linkedApplication } from './link.ts';
import type { Log } from './logs.ts';

/** Links that are opened while the desktop starts or runs. */
export interface Links {
  take(link: LinkRead): void;
  /** Hands over every link from now on, and the last of those that came before. */
  listen(report: (application: DesktopApplicationId) => void): void;
}

/** Must be called before the app is ready: macOS hands over the link that it starts an application with as an event. */
export function watchLinks(log: Log): Links {
  let waiting: DesktopApplicationId | null = null;
  let report = (application: DesktopApplicationId): void => {
    waiting = application;
  };
  const take = (link: LinkRead): void => {
    // Not what it said: that is a stranger's text.
    if (link.kind === 'refused') log('warning', 'A link was refused');
    if (link.kind === 'opens') report(link.application);
  };
  app.on('open-url', (event, url) => {
    event.preventDefault();
    const application = linkedApplication(url);
    take(application === null ? { kind: 'refused' } : { kind: 'opens', application });
  });
  return {
    take,
    listen(listener) {
      report = listener;
      if (waiting !== null) listener(waiting);
      waiting = null;
    },
  };
}
