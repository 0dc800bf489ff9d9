import { useEffect, useId, useRef, useState } from 'react';
import { inGroups } from '../../shared/sign-in/codes.ts';
import type { MySecurityPage } from '../../shared/sign-in/screens.ts';
import { Button } from '../components/button.tsx';
import { Countdown } from '../components/countdown.tsx';
import { Heading } from '../components/heading.tsx';
import { Icon } from '../components/icon.tsx';
import { Row } from '../components/layout.tsx';
import { send } from '../store.ts';
import { dateOf } from '../words/formats.ts';
import { useLanguage } from '../words/language.ts';
import { useMySecurityWords } from '../words/my-security.ts';
import './new-recovery-codes.css';

/** Two groups of five: short enough to hold in mind while writing one down. */
const GROUP = 5;

interface NewRecoveryCodesProps {
  readonly codes: readonly string[];
  /** When they lapse unless they are confirmed, in milliseconds since the epoch. */
  readonly confirmBy: number | null;
  readonly file: MySecurityPage['recoveryCodesFile'];
  readonly email: string;
  readonly busy: boolean;
  /** True when there are none that these take the place of. */
  readonly first: boolean;
}

/** New codes, shown this once: they work from the moment that the person says that they are kept somewhere. */
export function NewRecoveryCodes({ codes, confirmBy, file, email, busy, first }: NewRecoveryCodesProps) {
  const words = useMySecurityWords().recovery.shown;
  const language = useLanguage();
  const id = useId();
  const [saved, setSaved] = useState(false);
  const [copied, setCopied] = useState(false);
  /** How often it was to be finished without the box being ticked. */
  const [unticked, setUnticked] = useState(0);
  const box = useRef<HTMLInputElement>(null);
  const finish = useRef<HTMLFormElement>(null);
  const mustTick = unticked > 0 && !saved;
  useEffect(() => {
    if (unticked === 0) return;
    box.current?.focus({ preventScroll: true });
    // The box with what is said of it, which came just now and may be below the window.
    finish.current?.scrollIntoView({ block: 'nearest' });
  }, [unticked]);
  return (
    <section className="new-codes" aria-labelledby={id}>
      <Heading level={2} id={id} focusOn="new-codes">
        {first ? words.titleFirst : words.title}
      </Heading>
      <p className="new-codes__lead">{first ? words.bodyFirst : words.body}</p>
      <div className="new-codes__sheet">
        <p className="new-codes__print-only new-codes__print-title">{words.printTitle}</p>
        <p className="new-codes__print-only">{words.printFor(email, dateOf(Date.now(), language))}</p>
        <ol className="new-codes__list" aria-label={words.listLabel}>
          {codes.map((code) => (
            <li key={code} className="new-codes__code mono">
              {inGroups(code, GROUP).join(' ')}
            </li>
          ))}
        </ol>
      </div>
      <Row>
        <Button
          icon="copy"
          onPress={() => {
            void send({ kind: 'copy-recovery-codes' }).then(({ ok }) => setCopied(ok));
          }}
        >
          {words.copy}
        </Button>
        <Button icon="print" onPress={() => window.print()}>
          {words.print}
        </Button>
        <Button icon="save" working={file === 'saving' && words.saving} onPress={() => void send({ kind: 'save-recovery-codes' })}>
          {words.save}
        </Button>
      </Row>
      <p role="status" className="new-codes__copied">
        {copied ? words.copied : null}
      </p>
      <p role="status" className="new-codes__copied">
        {file === 'saved' ? words.file.saved : null}
      </p>
      <p role="alert" className="new-codes__must">
        {file === 'failed' ? (
          <>
            <Icon name="danger" />
            {words.file.failed}
          </>
        ) : null}
      </p>
      <form
        ref={finish}
        className="new-codes__finish"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (saved) void send({ kind: 'recovery-codes-saved' });
          else setUnticked(unticked + 1);
        }}
      >
        <label className="new-codes__check">
          <input
            ref={box}
            type="checkbox"
            checked={saved}
            aria-invalid={mustTick || undefined}
            aria-describedby={`${id}-must`}
            onChange={(event) => setSaved(event.target.checked)}
          />
          {words.saved}
        </label>
        <p id={`${id}-must`} role="alert" className="new-codes__must">
          {mustTick ? (
            <>
              <Icon name="danger" />
              {words.mustSave}
            </>
          ) : null}
        </p>
        <div className="new-codes__end">
          <Button kind="primary" type="submit" working={busy && words.finishing}>
            {words.finish}
          </Button>
          {confirmBy === null ? null : (
            <p className="new-codes__clock">
              <Icon name="clock" size={16} />
              <Countdown until={confirmBy} sentence={words.clock} announcement={words.announcement} ended={words.ended} />
            </p>
          )}
        </div>
      </form>
    </section>
  );
}
