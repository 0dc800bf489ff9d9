import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { app, dialog } from 'electron';
import { systemLanguage } from './language.ts';
import { type Log, openLog } from './logs.ts';
import type { ProfileFault } from './profile.ts';
import { shellWords } from './words.ts';

/** A start that nobody watches ends as well. */
const BOX_AT_MOST_MS = 60_000;
/** Where not even a box can be shown. */
const READY_AT_MOST_MS = 10_000;

const STATUS = 1;

const FAULT_WORDS = {
  'not-a-folder': 'noProfileNotAFolder',
  'not-ours': 'noProfileNotOurs',
  'read-only': 'noProfileReadOnly',
  full: 'noProfileFull',
  unusable: 'noProfileUnusable',
} as const;

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** The log, where there can be one. */
function logOfStart(): Log {
  try {
    return openLog({ folder: app.getPath('logs'), now: () => new Date() });
  } catch {
    return () => {};
  }
}

/** Ends because of how the program was started: whoever did that is told, and the log keeps it. Names only. */
export function refuseHowStarted(given: readonly string[]): void {
  const named = given.join(', ');
  say(`Vu Desktop was not started: ${named} is nothing that an installed desktop takes. Start it without.`);
  logOfStart()('error', 'Not started, because of a switch or a variable that it does not take', { given: named });
  app.exit(STATUS);
}

/**
 * Ends because the profile can't be used: one line for a terminal, and a box for whoever looks at the screen. Chromium is
 * given another folder for as long as the box is there, since it can't show one without.
 */
export async function endWithoutProfile(folder: string, fault: ProfileFault): Promise<void> {
  const words = shellWords(systemLanguage());
  const { noProfileTitle, close } = words;
  const because = words[FAULT_WORDS[fault]];
  say(`${noProfileTitle}: ${folder}. ${because}`);
  try {
    const beside = mkdtempSync(join(tmpdir(), 'vu-desktop-'));
    app.setPath('userData', beside);
    app.setPath('sessionData', beside);
    process.once('exit', () => rmSync(beside, { recursive: true, force: true }));
    const late = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
    await Promise.race([app.whenReady(), late(READY_AT_MOST_MS)]);
    const detail = `${because}\n\n${folder}`;
    const box = { title: app.getName(), message: noProfileTitle, detail, buttons: [close], noLink: true };
    if (app.isReady()) await Promise.race([dialog.showMessageBox({ type: 'error', ...box }), late(BOX_AT_MOST_MS)]);
  } finally {
    app.exit(STATUS);
  }
}
