import type { Language } from '../../shared/applications.ts';
import { once } from '../../shared/once.ts';
import { inGroups } from '../../shared/sign-in/codes.ts';
import { RECOVERY_CODE_LENGTH } from '../../shared/sign-in/limits.ts';
import type { Event } from './events.ts';
import { localProblem } from './problem.ts';
import { localTime } from './server-time.ts';
import { withProblem } from './session.ts';
import type { NewRecoveryCodes, SignedInStage, State } from './state.ts';
import { CLIPBOARD_CLEAR_MS } from './timing.ts';
import type { Step } from './transition.ts';
import { ask, become, nothing } from './transition.ts';

/** New recovery codes: keeping them somewhere, and what happens when they are not confirmed in time. */

const FILE_NAME: Readonly<Record<Language, string>> = { en: 'Vu recovery codes.txt', cy: 'Codau adfer Vu.txt' };
/**
 * A file is found again years later, so it says what it is, whose, and since when. It is written before its codes count, and
 * they may never come to: so it says what that depends on, in the word of the button.
 */
const FILE_WORDS: Readonly<Record<Language, (email: string, day: string) => readonly string[]>> = {
  en: (email, day) => [
    `Vu recovery codes of ${email}, made on ${day}`,
    'Each code works once, instead of a code from your phone.',
    'They work from when you press Finish in Vu Desktop, and codes that you made earlier stop working then. If you didn’t, these don’t work.',
  ],
  cy: (email, day) => [
    `Codau adfer Vu ${email}, a wnaed ar ${day}`,
    'Mae pob cod yn gweithio unwaith, yn lle cod o’ch ffôn.',
    'Maent yn gweithio o’r adeg y byddwch yn pwyso Gorffen yn Vu Desktop, ac mae codau a wnaethoch yn gynharach yn peidio â gweithio bryd hynny. Os na wnaethoch hynny, nid yw’r rhain yn gweithio.',
  ],
};
/** The council's day and the names of its months, whatever this computer is set to. Made when a file is saved. */
const DAY: Readonly<Record<Language, () => Intl.DateTimeFormat>> = {
  en: once(() => new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'Europe/London' })),
  cy: once(() => new Intl.DateTimeFormat('cy-GB', { dateStyle: 'long', timeZone: 'Europe/London' })),
};

/** The codes as they are shown, one a line. */
function lines({ codes }: NewRecoveryCodes): string {
  return codes.map((code) => inGroups(code, RECOVERY_CODE_LENGTH / 2).join('-')).join('\n');
}

export function copyRecoveryCodes(state: State, stage: SignedInStage): Step {
  if (stage.recoveryCodes === null) return nothing(state);
  return become(state, stage, { kind: 'copy', text: lines(stage.recoveryCodes), clearAfterMs: CLIPBOARD_CLEAR_MS });
}

/** Asks where the file is to go. The codes stay here meanwhile: the session may be locked before there is an answer. */
export function saveRecoveryCodes(state: State, stage: SignedInStage): Step {
  const { recoveryCodes } = stage;
  if (recoveryCodes === null || recoveryCodes.saving !== null) return nothing(state);
  return ask(
    state,
    (attempt) => ({ kind: 'choose-file', attempt, suggestedName: FILE_NAME[state.common.language] }),
    (attempt) => ({ ...stage, recoveryCodes: { ...recoveryCodes, saving: attempt, file: null } }),
  );
}

export function fileChosen(state: State, event: Event & { kind: 'file-chosen' }): Step {
  const { stage } = state;
  if (stage.name !== 'signed-in' || stage.recoveryCodes?.saving !== event.attempt) return nothing(state);
  const { recoveryCodes } = stage;
  const { path } = event;
  if (path === null) return become(state, { ...stage, recoveryCodes: { ...recoveryCodes, saving: null } });
  const { language } = state.common;
  const words = FILE_WORDS[language](stage.session.person.email, DAY[language]().format(event.at));
  const text = `${words.join('\n')}\n\n${lines(recoveryCodes)}\n`;
  return ask(
    state,
    (attempt) => ({ kind: 'write-file', attempt, path, text }),
    (attempt) => ({ ...stage, recoveryCodes: { ...recoveryCodes, saving: attempt } }),
  );
}

export function fileWritten(state: State, event: Event & { kind: 'file-written' }): Step {
  const { stage } = state;
  if (stage.name !== 'signed-in' || stage.recoveryCodes?.saving !== event.attempt) return nothing(state);
  const file = event.ok ? ('saved' as const) : ('failed' as const);
  return become(state, { ...stage, recoveryCodes: { ...stage.recoveryCodes, saving: null, file } });
}

/** When codes that were not confirmed lapse. While they are being confirmed, it is the server that says. */
export function codesLapseAt(state: State, { recoveryCodes, doing }: SignedInStage): number {
  if (recoveryCodes === null || doing?.action.kind === 'confirm-recovery-codes') return Number.POSITIVE_INFINITY;
  return localTime(state.common, recoveryCodes.confirmBy);
}

/** Showing codes that will never work would be worse than showing none. */
export function withoutLapsedCodes(stage: SignedInStage): SignedInStage {
  return withProblem({ ...stage, recoveryCodes: null }, localProblem('recovery-codes-lapsed'));
}

/** Takes codes away that have lapsed by now. */
export function dropLapsedCodes(step: Step, at: number): Step {
  const { stage } = step.state;
  if (stage.name !== 'signed-in' || codesLapseAt(step.state, stage) > at) return step;
  return { ...step, state: { ...step.state, stage: withoutLapsedCodes(stage) } };
}
