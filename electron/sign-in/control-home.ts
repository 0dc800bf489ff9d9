import type { DesktopApplicationId } from '../../shared/applications.ts';
import type { ControlHome } from '../../shared/sign-in/screens.ts';
import { call } from './effects.ts';
import type { Answered, Event } from './events.ts';
import { problemFrom } from './problem.ts';
import { isReading, sessionRefused } from './session.ts';
import type { ControlContent, SignedInStage, State } from './state.ts';
import type { Step } from './transition.ts';
import { become, nothing } from './transition.ts';

/** What Control's home page shows of sign-in: read when the page opens, and when the person asks for it again. */

/** True where Control is shown to somebody who manages it. */
export function showsControl({ page, session }: SignedInStage): boolean {
  return page.name === 'workspace' && page.workspace === 'control' && session.permissions.includes('management-access');
}

/** Wants everything to be read, again or for the first time. */
export function wantControl(stage: SignedInStage): SignedInStage {
  return { ...stage, control: { ...stage.control, wanted: true } };
}

/** The stage with a workspace's home page. Control's is read afresh each time. */
export function withWorkspace(stage: SignedInStage, workspace: DesktopApplicationId): SignedInStage {
  const there: SignedInStage = { ...stage, page: { name: 'workspace', workspace }, control: { ...stage.control, code: null } };
  return workspace === 'control' ? wantControl(there) : there;
}

/** Reads what is wanted, once the page is there and nothing of it is being read already. */
export function readControlWhenWanted(step: Step): Step {
  const { state } = step;
  const { stage } = state;
  if (stage.name !== 'signed-in' || !state.common.online || !showsControl(stage)) return step;
  if (!stage.control.wanted || isReading(stage.control)) return step;
  const readingService = state.attempts + 1;
  const readingComputers = readingService + 1;
  const control: ControlContent = { ...stage.control, wanted: false, readingService, readingComputers };
  return {
    ...step,
    state: { ...state, attempts: readingComputers, stage: { ...stage, control } },
    effects: [
      ...step.effects,
      call(readingService, stage.token, 'readSignInService', {}),
      call(readingComputers, stage.token, 'listComputers', {}),
    ],
  };
}

/** Gives an answer to what waits for it; null when nothing of Control does. */
export function controlAnswered(state: State, stage: SignedInStage, event: Event & Answered): Step | null {
  const { control } = stage;
  const isService = control.readingService === event.attempt;
  if (!isService && control.readingComputers !== event.attempt) return null;
  const read: ControlContent = isService ? { ...control, readingService: null } : { ...control, readingComputers: null };
  if (!event.outcome.ok) {
    const { failure } = event.outcome;
    const unread: SignedInStage = { ...stage, control: { ...read, problem: problemFrom(failure, event.at) } };
    return sessionRefused(state, stage, failure, event.at) ?? become(state, unread);
  }
  if (event.operation === 'readSignInService') {
    return become(state, { ...stage, control: { ...read, service: event.outcome.answer, serviceAt: event.at } });
  }
  if (event.operation === 'listComputers') {
    return become(state, { ...stage, control: { ...read, computers: event.outcome.answer.computers, computersAt: event.at } });
  }
  return nothing(state);
}

export function controlView(stage: SignedInStage, thisComputer: string): ControlHome | null {
  if (!showsControl(stage)) return null;
  const { wanted, service, serviceAt, computers, computersAt, problem, done, code, codeProblem } = stage.control;
  const action = stage.doing?.action ?? stage.overlay?.after ?? null;
  const ending = action?.kind === 'end-computer' ? action.deviceId : null;
  const issuing = action?.kind === 'issue-help-desk-code';
  const read = { service, serviceAt, computers, computersAt, thisComputer, busy: wanted || isReading(stage.control) };
  return { ...read, ending, done, problem, issuing, code, codeProblem };
}
