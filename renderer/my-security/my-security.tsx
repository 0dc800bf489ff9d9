import { useId, useState } from 'react';
import type { Intent, ManagedView } from '../../shared/bridge.ts';
import type { MySecurityPage } from '../../shared/sign-in/screens.ts';
import { Page } from '../components/heading.tsx';
import { Notice } from '../components/notice.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { useRescuedFocus } from '../shell/rescue-focus.ts';
import { send } from '../store.ts';
import { useCommonWords } from '../words/common.ts';
import { useMySecurityWords } from '../words/my-security.ts';
import { Factors } from './factors.tsx';
import { Loading } from './loading.tsx';
import { NewRecoveryCodes } from './new-recovery-codes.tsx';
import { Password } from './password.tsx';
import { PastAlerts } from './past-alerts.tsx';
import { RecentSignIns } from './recent-sign-ins.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';
import type { SectionProps } from './section.ts';
import type { SectionName } from './section-status.tsx';
import { Sessions } from './sessions.tsx';
import { TrustedComputers } from './trusted-computers.tsx';
import './my-security.css';

interface MySecurityProps {
  readonly page: MySecurityPage;
  readonly email: string;
  readonly deviceTrust: ManagedView['deviceTrust'];
}

/** Everything that protects the person's account and everything that can sign in with it, to see and to change. */
export function MySecurity({ page, email, deviceTrust }: MySecurityProps) {
  const { product } = useCommonWords();
  const words = useMySecurityWords();
  const [actedIn, setActedIn] = useState<SectionName | null>(null);
  const ids = useId();
  // Codes lapse by themselves, whatever was done last.
  const lapsed = page.problem?.code === 'recovery-codes-lapsed';
  const headingOf = (section: SectionName) => `${ids}-${section}`;
  const showsCodes = page.recoveryCodes !== null;
  const [codesShown, setCodesShown] = useState(false);
  if (showsCodes && !codesShown) setCodesShown(true);
  const rescueTo = codesShown ? 'recovery' : actedIn;
  useRescuedFocus(`${page.done} ${page.problem?.code} ${showsCodes}`, rescueTo === null ? null : headingOf(rescueTo));
  const act = (section: SectionName, intent: Intent) => {
    setActedIn(section);
    setCodesShown(false);
    void send(intent);
  };
  const sectionProps = (section: SectionName): SectionProps => ({
    act,
    headingId: headingOf(section),
    done: page.done,
    problem: (lapsed ? 'recovery' : actedIn) === section ? page.problem : null,
    busy: page.busy && actedIn === section,
  });
  const { content } = page;
  const elsewhere = (actedIn === null && !lapsed) || content === null ? page.problem : null;
  return (
    <Page heading={words.title} productName={product} lead={words.lead}>
      {elsewhere === null ? null : <ProblemNotice problem={elsewhere} dismissable={content !== null} />}
      {page.recoveryCodes === null ? null : (
        <NewRecoveryCodes
          codes={page.recoveryCodes}
          confirmBy={page.recoveryCodesConfirmBy}
          file={page.recoveryCodesFile}
          email={email}
          busy={page.busy}
          first={content?.recoveryCodesLeft === 0}
        />
      )}
      {content === null ? (
        page.problem === null ? (
          <Loading />
        ) : (
          <p>{words.missing.body}</p>
        )
      ) : (
        <div className="my-security">
          {content.twoFactor ? null : (
            <Notice kind="caution" heading={words.twoFactorOff.title} announce="off">
              <p>{words.twoFactorOff.body}</p>
            </Notice>
          )}
          <Factors content={content} {...sectionProps('factors')} />
          <RecoveryCodes left={content.recoveryCodesLeft} twoFactor={content.twoFactor} {...sectionProps('recovery')} />
          <TrustedComputers content={content} deviceTrust={deviceTrust} {...sectionProps('computers')} />
          <Sessions content={content} {...sectionProps('sessions')} />
          <Password changedAt={content.passwordChangedAt} {...sectionProps('password')} />
          <PastAlerts alerts={content.alerts} />
          <RecentSignIns signIns={content.recentSignIns} />
        </div>
      )}
    </Page>
  );
}
