import { DESKTOP_APPLICATIONS } from '../../shared/applications.ts';
import type { View } from '../../shared/bridge.ts';
import type { Device } from '../../shared/sign-in/schemas.ts';
import type { MySecurityPage, NewPasswordScreen, Screen, SecurityOverlay, SignedInScreen } from '../../shared/sign-in/screens.ts';
import { steppedUpFor } from './actions.ts';
import { mayChangeAddress } from './connect.ts';
import { controlView } from './control-home.ts';
import { journeyView } from './journey-view.ts';
import { isOffered, managedView } from './managed.ts';
import { openingScreen } from './opening.ts';
import { passRequestsView } from './pass-requests.ts';
import type { QrPath } from './ports.ts';
import { localTime } from './server-time.ts';
import { entryOf } from './session.ts';
import type { Common, Overlay, SignedInStage, State } from './state.ts';
import { trustView } from './trust-renewal.ts';
import { updateView } from './update.ts';

/** What a view needs besides the state. */
export interface ViewContext {
  readonly seq: number;
  readonly app: View['app'];
  readonly device: Pick<Device, 'id' | 'name'>;
  readonly qr: (uri: string) => QrPath;
}

/** Everything that the window shows. Tokens, passwords and codes that were typed are never part of it. */
export function toView(state: State, context: ViewContext): View {
  const { common } = state;
  return {
    seq: context.seq,
    language: common.language,
    about: common.about,
    offline: !common.online,
    addressManaged: !mayChangeAddress(common),
    managed: managedView(common),
    app: context.app,
    update: updateView(state),
    screen: screenOf(state, context),
  };
}

function screenOf(state: State, context: ViewContext): Screen {
  const { common, stage } = state;
  switch (stage.name) {
    case 'starting':
      return { name: 'starting' };
    case 'connect':
    case 'sign-in':
      return openingScreen(stage);
    case 'second-factor': {
      const { email, application, journey } = stage;
      // Until the first step is there the form stays, busy.
      return journeyView(common, journey, context.qr) ?? { name: 'sign-in', email, application, reason: null, busy: true, problem: null };
    }
    case 'forgotten-password': {
      const { email, step, problem } = stage;
      const progress = { email, busy: stage.pending !== null, problem };
      if (step.name === 'code') return { name: 'password-code', ...progress, attemptsLeft: step.attemptsLeft };
      if (step.name === 'choose') return { name: 'choose-password', ...progress };
      // Until the first step of the second factor is there, the one before it stays, busy.
      const shown = step.name === 'factor' ? journeyView(common, step.journey, context.qr) : null;
      return shown ?? { name: 'forgotten-password', ...progress, busy: progress.busy || step.name === 'factor' };
    }
    case 'trust-computer': {
      const { session, days, until, problem } = stage;
      return {
        name: 'trust-computer',
        application: session.application,
        days,
        until: until === null ? null : Date.parse(until),
        computer: context.device.name,
        busy: stage.pending !== null,
        problem,
      };
    }
    case 'signed-in':
      return stage.session.mustChangePassword ? newPasswordView(state, stage, context) : signedInView(state, stage, context);
    case 'session-locked': {
      const { person } = stage.inside.session;
      const { because, problem } = stage;
      return { name: 'session-locked', person: person.name, email: person.email, because, busy: stage.pending !== null, problem };
    }
    case 'locked-out':
      return { name: 'locked-out', until: stage.until };
    case 'not-set-up':
      return { name: 'not-set-up', email: stage.email };
    case 'application-not-permitted':
      return { name: 'application-not-permitted', application: stage.application };
    default:
      return stage satisfies never;
  }
}

function newPasswordView({ common }: State, stage: SignedInStage, context: ViewContext): NewPasswordScreen {
  const { session, overlay, problem } = stage;
  return {
    name: 'new-password',
    person: session.person.name,
    email: session.person.email,
    overlay: overlay === null ? null : overlayView(common, stage, overlay, context),
    busy: stage.doing !== null && overlay === null,
    problem,
  };
}

function signedInView(state: State, stage: SignedInStage, context: ViewContext): SignedInScreen {
  const { session, passes, page, doing } = stage;
  const { common } = state;
  return {
    name: 'signed-in',
    person: session.person.name,
    email: session.person.email,
    workspaces: DESKTOP_APPLICATIONS.filter((workspace) => isOffered(common, workspace)).map((workspace) => ({
      workspace,
      entry: entryOf(session, workspace),
    })),
    permissions: session.permissions,
    assurance: session.assurance,
    endsAt: localTime(common, session.expiresAt),
    twoFactor: session.twoFactor,
    page: page.name === 'workspace' ? { ...page, control: controlView(stage, context.device.id) } : mySecurityView(common, stage, page),
    overlay: stage.overlay === null ? null : overlayView(common, stage, stage.overlay, context),
    alerts: session.alerts,
    cannotRemember: stage.cannotRemember,
    passRequests: passRequestsView(common, stage),
    passProblem: passes.problem,
    passDone: passes.done,
    ...trustView(state, stage),
    renewingTrust: doing?.action.kind === 'renew-trust' || stage.overlay?.after?.kind === 'renew-trust',
    trustRenewed: stage.trustRenewed,
    problem: stage.problem,
  };
}

function mySecurityView(
  common: Common,
  stage: SignedInStage,
  page: Extract<SignedInStage['page'], { name: 'my-security' }>,
): MySecurityPage {
  const { content, problem, done, reading } = page;
  const unopened = stage.overlay?.step.kind === 'journey' && stage.overlay.step.journey.step.name === 'opening';
  const busy = reading !== null || (stage.doing !== null && stage.overlay === null) || unopened;
  const { recoveryCodes: made } = stage;
  return {
    name: 'my-security',
    content,
    recoveryCodes: made?.codes ?? null,
    recoveryCodesConfirmBy: made === null ? null : localTime(common, made.confirmBy),
    recoveryCodesFile: made === null || made.saving === null ? (made?.file ?? null) : 'saving',
    done,
    busy,
    problem,
  };
}

/** Why a step-up takes an app's code and no text message: whose wish it is, where it takes nothing else. */
function appBecause(stage: SignedInStage, { after, step }: Overlay): SecurityOverlay['appBecause'] {
  if (step.kind !== 'journey' || after === null) return null;
  const { purpose, methods } = step.journey.challenge;
  const [only, another] = methods;
  const isAppAlone = only?.method === 'authenticator' && only.enrolled && another === undefined;
  return purpose === 'step-up' && isAppAlone ? steppedUpFor(stage, after) : null;
}

function overlayView(common: Common, stage: SignedInStage, overlay: Overlay, context: ViewContext): SecurityOverlay | null {
  const { after, step } = overlay;
  const purpose = after?.kind === 'renew-trust' ? after.kind : overlay.purpose;
  const opens = after?.kind === 'enter' ? after.workspace : null;
  const why = { purpose, opens, appBecause: appBecause(stage, overlay) };
  switch (step.kind) {
    case 'journey': {
      const shown = journeyView(common, step.journey, context.qr);
      return shown === null ? null : { ...why, step: shown };
    }
    case 'password':
      return { ...why, step: { name: 'password-step', busy: step.pending !== null, problem: step.problem } };
    case 'new-number': {
      const { phoneNumber, problem } = step;
      return {
        ...why,
        step: {
          name: 'phone-number',
          phoneNumber,
          onlyFor: null,
          canChooseAnother: false,
          notice: null,
          textMessagesFrom: null,
          passOffered: false,
          passGranted: null,
          busy: stage.doing !== null,
          problem,
        },
      };
    }
    case 'locked-out':
      return { ...why, step: { name: 'locked-out', until: step.until } };
    default:
      return step satisfies never;
  }
}
