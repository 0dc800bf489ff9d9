import { type ComponentProps, useState } from 'react';
import type { Method } from '../../shared/applications.ts';
import type { SecondFactorScreen } from '../../shared/sign-in/screens.ts';
import { Button } from '../components/button.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { RadioCards } from '../components/radio-cards.tsx';
import { Tag } from '../components/tag.tsx';
import { send } from '../store.ts';
import { useCommonWords } from '../words/common.ts';
import { useStepWords } from '../words/steps.ts';
import { AskTeamLeaderButton } from './other-ways.tsx';
import { OutageNotice } from './outage-notice.tsx';

type ChooseMethodScreen = Extract<SecondFactorScreen, { name: 'choose-method' }>;

/** The one that most people will want: what they have and works, or else what is recommended and works. */
function suggestion({ methods }: ChooseMethodScreen): Method | null {
  const usable = methods.filter((offer) => offer.available);
  return (usable.find((offer) => offer.enrolled) ?? usable[0])?.method ?? null;
}

/** What is left while text messages fail: the app, another way, or nothing but waiting. */
function wayOut({ methods, recoveryCodesLeft, passOffered, problem }: ChooseMethodScreen): ComponentProps<typeof OutageNotice>['way'] {
  const textCanBeTried = methods.some(({ method, available }) => method === 'text-message' && available);
  // One that was refused just now is not about to work.
  if (textCanBeTried && problem?.code !== 'text-message-unavailable') return 'maybe';
  const app = methods.find(({ method, available }) => method === 'authenticator' && available);
  if (app !== undefined) return app.enrolled ? 'app' : 'link-app';
  if (recoveryCodesLeft > 0 || passOffered) return 'others';
  return textCanBeTried ? 'later' : 'none';
}

/** The methods that policy allows, what each is, which is recommended, and which the person has already. */
export function ChooseMethod({ screen }: { readonly screen: ChooseMethodScreen }) {
  const common = useCommonWords();
  const words = useStepWords();
  const { chooseMethod } = words;
  const [chosen, setChosen] = useState<Method | null>(() => suggestion(screen));
  // A choice that stopped working in the meantime is not one.
  const method = screen.methods.some((offer) => offer.method === chosen && offer.available) ? chosen : suggestion(screen);
  // Said with the outage that it is of, and not twice.
  const textsRefused = screen.problem?.code === 'text-message-unavailable' ? screen.problem : null;
  const appOffered = screen.methods.some((offer) => offer.method === 'authenticator');
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!screen.busy && method !== null) void send({ kind: 'choose-method', method });
      }}
    >
      {screen.problem === null || textsRefused !== null ? null : <ProblemNotice problem={screen.problem} retry={false} />}
      {screen.notice === null && textsRefused === null ? null : (
        <OutageNotice way={wayOut(screen)} from={screen.textMessagesFrom} problem={textsRefused} />
      )}
      <RadioCards
        legend={chooseMethod.legend}
        legendHidden
        value={method}
        onChange={setChosen}
        options={screen.methods.map((offer) => ({
          value: offer.method,
          label: common.methods[offer.method],
          icon: offer.method === 'authenticator' ? 'app' : 'message',
          disabled: !offer.available,
          description:
            offer.method === 'authenticator'
              ? chooseMethod.authenticator
              : `${chooseMethod.textMessage(screen.numberEnding)}${appOffered ? ` ${chooseMethod.textRisk}` : ''}`,
          tags: (
            <>
              {offer.available ? null : <Tag kind="caution">{chooseMethod.unavailable}</Tag>}
              {offer.method === 'authenticator' && screen.methods.length > 1 ? <Tag kind="info">{chooseMethod.recommended}</Tag> : null}
              {offer.enrolled ? <Tag kind="success">{chooseMethod.enrolled}</Tag> : <Tag>{chooseMethod.notEnrolled}</Tag>}
            </>
          ),
        }))}
      />
      <div className="form__actions">
        <Button kind="primary" type="submit" disabled={method === null} working={screen.busy && words.waiting}>
          {words.continue}
        </Button>
        {screen.recoveryCodesLeft === 0 ? null : (
          <Button kind="quiet" onPress={() => void send({ kind: 'choose-method', method: 'recovery-code' })}>
            {chooseMethod.recoveryCodes(screen.recoveryCodesLeft)}
          </Button>
        )}
        {screen.passOffered ? <AskTeamLeaderButton /> : null}
      </div>
    </form>
  );
}
