import { useState } from 'react';
import { RECOVERY_CODES } from '../../shared/sign-in/limits.ts';
import { Button } from '../components/button.tsx';
import { ConfirmDialog } from '../components/confirm-dialog.tsx';
import { Icon } from '../components/icon.tsx';
import { Tag } from '../components/tag.tsx';
import { useMySecurityWords } from '../words/my-security.ts';
import { useShellWords } from '../words/shell.ts';
import type { SectionProps } from './section.ts';
import { SectionStatus } from './section-status.tsx';
import { SettingsSection } from './settings-section.tsx';

/** Below this, the person is asked to make a new set: a lost phone can take several sign-ins to put right. */
const FEW = 4;

interface RecoveryCodesProps extends SectionProps {
  readonly left: number;
  /** False where codes are not asked for, so that nobody is kept out for want of one. */
  readonly twoFactor: boolean;
}

/** How many codes are left for when the phone isn't to hand, and a way to make new ones. */
export function RecoveryCodes({ left, twoFactor, headingId, act, busy, ...status }: RecoveryCodesProps) {
  const { cancel } = useShellWords();
  const { recovery: words, working } = useMySecurityWords();
  const [asking, setAsking] = useState(false);
  const none = twoFactor ? words.noneAdvice : null;
  const advice = left === 0 ? none : left < FEW ? words.fewAdvice : null;
  return (
    <SettingsSection title={words.title} lead={words.body} headingId={headingId}>
      <SectionStatus section="recovery" {...status} />
      <div className="setting">
        <div className="setting__what">
          <Icon name="key" />
          <div className="setting__words">
            <span className="setting__name">
              {left < FEW ? <Tag kind="caution">{left === 0 ? words.noneLeft : words.left(left)}</Tag> : words.left(left)}
            </span>
            {advice === null ? null : <span className="setting__quiet">{advice}</span>}
          </div>
        </div>
        <div className="setting__actions">
          <Button dense working={busy && working} onPress={() => setAsking(true)}>
            {left === 0 ? words.make : words.makeNew}
          </Button>
        </div>
      </div>
      {asking ? (
        <ConfirmDialog
          heading={left === 0 ? words.confirm.titleFirst : words.confirm.title}
          confirm={left === 0 ? words.confirm.confirmFirst : words.confirm.confirm}
          cancel={cancel}
          kind="primary"
          onConfirm={() => act('recovery', { kind: 'make-recovery-codes' })}
          onClose={() => setAsking(false)}
        >
          {words.confirm.body(Math.min(left, RECOVERY_CODES))}
        </ConfirmDialog>
      ) : null}
    </SettingsSection>
  );
}
