import { type BrowserWindow, powerMonitor } from 'electron';
import { createPresence, type Presence } from './presence-rule.ts';

const MS_PER_SECOND = 1000;

/** What the window hears without anybody doing anything: the pointer is left behind when something comes in front. */
const NOT_THE_PERSON: ReadonlySet<string> = new Set(['mouseLeave', 'mouseEnter']);

/**
 * Follows what the person does, by the system's word and by what reaches the window. Main hears the window's input before
 * the page does, and nothing that script in the page makes up is among it.
 */
export function watchPresence(window: BrowserWindow): Presence {
  const { touched, presence } = createPresence({
    now: () => process.uptime() * MS_PER_SECOND,
    systemIdleSeconds: () => powerMonitor.getSystemIdleTime(),
  });
  window.webContents.on('input-event', (_event, { type }) => {
    if (!NOT_THE_PERSON.has(type)) touched();
  });
  return presence;
}
