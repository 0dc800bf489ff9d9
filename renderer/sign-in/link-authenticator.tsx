import { useState } from 'react';
import { inGroups } from '../../shared/sign-in/codes.ts';
import type { SecondFactorScreen } from '../../shared/sign-in/screens.ts';
import { Button } from '../components/button.tsx';
import { Countdown, useNow } from '../components/countdown.tsx';
import { Details } from '../components/details.tsx';
import { Icon } from '../components/icon.tsx';
import { Notice } from '../components/notice.tsx';
import { RadioCards } from '../components/radio-cards.tsx';
import { send } from '../store.ts';
import { useStepWords } from '../words/steps.ts';
import { CodeForm } from './code-form.tsx';
import { OtherWays } from './other-ways.tsx';
import { QrCode } from './qr-code.tsx';
import './link-authenticator.css';

type LinkAuthenticatorScreen = Extract<SecondFactorScreen, { name: 'link-authenticator' }>;

/** The three apps that the product supports; the first is what most councils use. */
const APPS = ['microsoft', 'google', 'authy'] as const;
type App = (typeof APPS)[number];

/** Eight groups of four: what can be held in mind from one glance to the next. */
const KEY_GROUP = 4;

/** The key for those who can't scan, with what else the app asks for. */
function TypedKey({ screen, app }: { readonly screen: LinkAuthenticatorScreen; readonly app: App }) {
  const { linkAuthenticator: words } = useStepWords();
  return (
    <div className="typed-key">
      <p>{words.typedKey[app]}</p>
      <dl className="typed-key__list">
        <dt>{words.account}</dt>
        <dd className="typed-key__account">{`${screen.issuer}: ${screen.account}`}</dd>
        <dt>{words.key}</dt>
        <dd className="typed-key__key mono">
          {inGroups(screen.key, KEY_GROUP).map((group, at) => (
            // The groups never change places, so their place names them.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <span key={at}>{`${group} `}</span>
          ))}
        </dd>
      </dl>
      <div>
        <Button icon={screen.copied ? 'check' : 'copy'} dense onPress={() => void send({ kind: 'copy-authenticator-key' })}>
          {screen.copied ? words.copied : words.copyKey}
        </Button>
        <span className="visually-hidden" role="status">
          {screen.copied ? words.copied : null}
        </span>
      </div>
    </div>
  );
}

/** Linking an authenticator app: choose it, scan or type, and give the first code, all on one page. */
export function LinkAuthenticator({ screen }: { readonly screen: LinkAuthenticatorScreen }) {
  const { linkAuthenticator: words, timeLeft, authenticatorCode } = useStepWords();
  const [app, setApp] = useState<App>('microsoft');
  const expired = useNow(screen.expiresAt) >= screen.expiresAt || screen.problem?.code === 'enrolment-expired';
  if (expired) {
    return (
      <Notice
        kind="caution"
        heading={words.expired}
        actions={
          <Button
            kind="primary"
            working={screen.busy && words.renew}
            onPress={() => void send({ kind: 'choose-method', method: 'authenticator' })}
          >
            {words.renew}
          </Button>
        }
      />
    );
  }
  return (
    <>
      <RadioCards
        legend={words.app}
        layout="beside"
        options={APPS.map((value) => ({ value, label: words.apps[value] }))}
        value={app}
        onChange={setApp}
      />
      <p className="quiet">{screen.replaces ? words.newEntry : words.none}</p>
      <ol className="link-steps">
        <li>
          <p>{words.steps[app]}</p>
        </li>
        <li>
          <p>{words.scan}</p>
          <QrCode size={screen.qr.size} path={screen.qr.path} label={words.qr} />
          <p className="code-form__under">
            <Icon name="clock" size={16} />
            <Countdown until={screen.expiresAt} sentence={words.clock} announcement={timeLeft.announcement} ended={words.expired} />
          </p>
          <Details summary={words.cannotScan}>
            <TypedKey screen={screen} app={app} />
          </Details>
        </li>
        <li>
          <p>{words.enter}</p>
          <CodeForm
            kind="authenticator"
            busy={screen.busy}
            problem={screen.problem}
            attemptsLeft={screen.attemptsLeft}
            label={words.label}
            hint={words.hint}
            malformed={authenticatorCode.malformed}
            submitLabel={words.submit}
            startsHere={false}
            beside={<OtherWays canChooseAnother={screen.canChooseAnother} passOffered={screen.passOffered} />}
          />
        </li>
      </ol>
    </>
  );
}
