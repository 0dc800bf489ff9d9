import type { View } from '../../shared/bridge.ts';
import type { SecurityOverlay as Overlay } from '../../shared/sign-in/screens.ts';
import { Dialog } from '../components/dialog.tsx';
import { send } from '../store.ts';
import { useStepWords } from '../words/steps.ts';
import { headingOf } from './headings.ts';
import { HelpDesk } from './help-desk.tsx';
import { SecondFactorStep } from './second-factor.tsx';
import './security-overlay.css';

/** The steps of a second factor over the work: the signed-in shell renders this whenever its screen has an overlay. */
export function SecurityOverlay({ overlay, view }: { readonly overlay: Overlay; readonly view: View }) {
  const words = useStepWords();
  const { step, purpose, opens, appBecause } = overlay;
  const { heading, lead } = headingOf(step, view.language);
  const goesOn = words.overlay[purpose === 'enter-application' ? 'step-up' : purpose];
  const next = opens === null ? goesOn : words.overlay['enter-application'](opens);
  return (
    <Dialog
      heading={heading}
      step={step.name}
      size={step.name === 'link-authenticator' ? 'wide' : 'narrow'}
      onClose={() => void send({ kind: 'back' })}
    >
      <p className="quiet">{step.name === 'locked-out' ? lead : `${lead ?? ''} ${next}`}</p>
      {appBecause === null || step.name !== 'authenticator-code' ? null : (
        <p className="quiet">
          {appBecause === 'account' ? words.overlay.accountTakesApp : words.proveIdentity.onlyTakes.authenticator(appBecause)}
        </p>
      )}
      <SecondFactorStep key={step.name} screen={step} />
      <footer className="security-overlay__help">
        <HelpDesk about={view.about} language={view.language} />
      </footer>
    </Dialog>
  );
}
