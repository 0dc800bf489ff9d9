import type { ReactNode } from 'react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import type { UpdateView, View } from '../../shared/bridge.ts';
import { Button } from '../components/button.tsx';
import { classes } from '../components/classes.ts';
import { Heading, useTitle } from '../components/heading.tsx';
import { Icon } from '../components/icon.tsx';
import { SkipLink, VisuallyHidden } from '../components/layout.tsx';
import { Notice } from '../components/notice.tsx';
import { PolicyFault } from '../components/policy-fault.tsx';
import { send, useMirror } from '../store.ts';
import { useCommonWords } from '../words/common.ts';
import { useSignInWords } from '../words/sign-in.ts';
import { CouncilNotice } from './council-notice.tsx';
import type { StepHeading } from './headings.ts';
import { HelpDesk } from './help-desk.tsx';
import { LanguageChoice } from './language-choice.tsx';
import { Mark } from './mark.tsx';
import './frame.css';

const QUESTION_ID = 'question';

/** Seldom there is anything to say, and the form is what everybody waits for. */
const UpdateNotice = lazy(() => import('../shell/update-notice.tsx'));

interface FrameProps extends StepHeading {
  readonly view: View;
  /** Names the step: when it changes, focus and announcement start anew. */
  readonly step: string;
  /** True when a field of the step takes focus by itself. */
  readonly typing: boolean;
  readonly canGoBack: boolean;
  readonly wide?: boolean;
  /** True when something on the step needs correcting, which the title then says first. */
  readonly fault: boolean;
  readonly children: ReactNode;
}

/**
 * Whoever is half-way in has a code to enter: what came of an update waits for the form before it or the work after it,
 * and one that could be installed, until nobody is signing in.
 */
function isTimeFor(update: UpdateView, screen: View['screen']['name']): boolean {
  return update.kind === 'ready' ? update.free : screen === 'sign-in' || screen === 'connect';
}

/** Says the new step's heading where focus went past it; nothing at first, since the page itself is then read. */
function StepAnnouncement({ step, text }: { readonly step: string; readonly text: string }) {
  const [first] = useState(step);
  const [said, setSaid] = useState('');
  useEffect(() => setSaid(step === first && said === '' ? '' : text), [step, first, text, said]);
  return (
    <div className="visually-hidden" role="status">
      {said}
    </div>
  );
}

/**
 * The two parts of every step before being signed in: whose service this is, with its notice and its help desk, and
 * beside it the one question. Back, language and help stay in the same place throughout.
 */
export function Frame({ view, step, heading, lead, typing, canGoBack, wide = false, fault, children }: FrameProps) {
  const common = useCommonWords();
  const words = useSignInWords();
  const main = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each step starts at its top
  useEffect(() => main.current?.scrollTo(0, 0), [step]);
  const refusal = useMirror((mirror) => mirror.refusal);
  useTitle(`${heading} – ${common.product}`, fault);
  const { about, language, update } = view;
  const notice = about?.notice?.[language] ?? '';
  return (
    <div className="frame">
      <SkipLink to={QUESTION_ID}>{words.skip}</SkipLink>
      <header className="frame__council">
        <div className="frame__product">
          <Mark className="frame__mark" />
          <span>{common.product}</span>
        </div>
        <p className="frame__organisation">{about?.organisation[language] ?? words.council}</p>
        <CouncilNotice text={notice} />
      </header>
      <main className="frame__main" ref={main}>
        <div className="frame__bar">
          <span className="frame__back">
            {canGoBack ? (
              <Button kind="quiet" icon="back" onPress={() => void send({ kind: 'back' })}>
                {common.back}
              </Button>
            ) : null}
          </span>
          <span className="frame__offline" role="status">
            {view.offline ? (
              <>
                <Icon name="caution" />
                {words.offline}
              </>
            ) : null}
          </span>
          <LanguageChoice language={language} managed={view.managed.language} />
        </div>
        <div className={classes('frame__question', wide && 'frame__question--wide')} id={QUESTION_ID} tabIndex={-1}>
          <div className="frame__heading">
            {typing ? <Heading>{heading}</Heading> : <Heading focusOn={step}>{heading}</Heading>}
            {lead === null ? null : <p className="frame__lead">{lead}</p>}
          </div>
          <StepAnnouncement step={step} text={typing ? `${heading}. ${lead ?? ''}` : ''} />
          {refusal === null ? null : <Notice kind="danger" heading={common.refusal[refusal]} />}
          {update !== null && isTimeFor(update, view.screen.name) ? (
            <Suspense>
              <UpdateNotice update={update} />
            </Suspense>
          ) : null}
          <PolicyFault reference={view.managed.fault} />
          {children}
        </div>
      </main>
      <aside className="frame__help" aria-label={words.help.heading}>
        <HelpDesk about={about} language={language} />
        <p className="frame__version">
          <VisuallyHidden>{common.product}</VisuallyHidden> {words.help.version(view.app.version)}
        </p>
      </aside>
    </div>
  );
}
