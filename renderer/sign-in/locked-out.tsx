import type { LockedOutScreen } from '../../shared/sign-in/screens.ts';
import { Button } from '../components/button.tsx';
import { Countdown, useNow } from '../components/countdown.tsx';
import { send } from '../store.ts';
import { dateOf, sameDay, timeOf } from '../words/formats.ts';
import { useLanguage } from '../words/language.ts';
import { useStepWords } from '../words/steps.ts';
import './locked-out.css';

/** Codes are locked: until when, and who can end it sooner. */
export function LockedOut({ screen }: { readonly screen: LockedOutScreen }) {
  const language = useLanguage();
  const { lockedOut: words, timeLeft } = useStepWords();
  const now = useNow(screen.until ?? 0);
  const { until } = screen;
  const over = until !== null && now >= until;
  return (
    <>
      {until === null ? (
        <div className="prose">
          <p className="locked-out__until">{words.administrator}</p>
          <p>{words.administratorBody}</p>
        </div>
      ) : (
        <div className="prose">
          {over ? null : (
            <p className="locked-out__until">
              {sameDay(until, now) ? words.untilToday(timeOf(until)) : words.untilDate(timeOf(until), dateOf(until, language))}
            </p>
          )}
          <p className={over ? 'locked-out__until' : 'locked-out__clock'}>
            <Countdown until={until} sentence={words.clock} announcement={timeLeft.announcement} ended={words.ended} />
          </p>
          {over ? null : <p>{words.sooner}</p>}
        </div>
      )}
      <div className="form__actions">
        <Button kind={over ? 'primary' : 'secondary'} onPress={() => void send({ kind: 'back' })}>
          {words.again}
        </Button>
      </div>
    </>
  );
}
