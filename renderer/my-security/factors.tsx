import { useState } from 'react';
import type { Method } from '../../shared/applications.ts';
import type { Factor, MySecurity } from '../../shared/sign-in/schemas.ts';
import { Button } from '../components/button.tsx';
import { ConfirmDialog } from '../components/confirm-dialog.tsx';
import type { IconName } from '../components/icon.tsx';
import { Icon } from '../components/icon.tsx';
import { Tag } from '../components/tag.tsx';
import { useWhen } from '../shell/when.ts';
import { useCommonWords } from '../words/common.ts';
import { useMySecurityWords } from '../words/my-security.ts';
import { useShellWords } from '../words/shell.ts';
import type { SectionProps } from './section.ts';
import { SectionStatus } from './section-status.tsx';
import { SettingsSection } from './settings-section.tsx';

/** In the order of recommendation, as everywhere (see METHODS; its file would bring the schemas along). */
const KINDS: readonly { readonly method: Method; readonly icon: IconName }[] = [
  { method: 'authenticator', icon: 'app' },
  { method: 'text-message', icon: 'message' },
];

/** When a factor was added and last used, in one line. */
function Used({ factor }: { readonly factor: Factor }) {
  const { factors: words } = useMySecurityWords();
  const when = useWhen();
  // One that was only just added was used then, to confirm it: there is nothing more to say of it.
  const lastUsed = factor.lastUsedAt === null ? '' : `, ${words.lastUsed(when.moment(factor.lastUsedAt))}`;
  return (
    <>
      {factor.numberEnding === null ? null : <span>{words.numberEnding(factor.numberEnding)}</span>}
      <span className="setting__quiet">{`${words.added(when.day(factor.addedAt))}${lastUsed}`}</span>
    </>
  );
}

/** The ways to get codes that the person has, and those that could be added. */
export function Factors({ content, headingId, act, ...status }: SectionProps & { readonly content: MySecurity }) {
  const common = useCommonWords();
  const { cancel } = useShellWords();
  const { factors: words } = useMySecurityWords();
  const [removing, setRemoving] = useState<Method | null>(null);
  const rows = KINDS.map(({ method, icon }) => ({
    method,
    icon,
    factor: content.factors.find((factor) => factor.method === method),
    addable: content.addable.includes(method),
    removable: content.removable.includes(method),
  })).filter(({ factor, addable }) => factor !== undefined || addable);
  return (
    <SettingsSection title={words.title} lead={content.twoFactor ? words.body : words.bodyOff} headingId={headingId}>
      <SectionStatus section="factors" {...status} />
      {content.factors.length === 0 ? <p>{rows.length === 0 ? `${words.none} ${words.noneAddable}` : words.none}</p> : null}
      <div>
        {rows.map(({ method, icon, factor, addable, removable }) => (
          <div key={method} className="setting">
            <div className="setting__what">
              <Icon name={icon} />
              <div className="setting__words">
                <span className="setting__name">
                  {common.methods[method]}
                  {factor === undefined ? <Tag>{words.notSetUp}</Tag> : null}
                </span>
                {factor === undefined ? <span className="setting__quiet">{words.purpose[method]}</span> : <Used factor={factor} />}
                {factor !== undefined && !removable ? (
                  <span className="setting__quiet">{content.twoFactor ? words.onlyOne : words.onlyOneOff}</span>
                ) : null}
              </div>
            </div>
            <div className="setting__actions">
              {addable ? (
                <Button dense onPress={() => act('factors', { kind: 'add-factor', method })}>
                  {factor === undefined ? words.add[method] : words.replace[method]}
                </Button>
              ) : null}
              {factor !== undefined && removable ? (
                <Button dense label={words.removeNamed[method]} onPress={() => setRemoving(method)}>
                  {words.remove}
                </Button>
              ) : null}
            </div>
          </div>
        ))}
      </div>
      {removing === null ? null : (
        <ConfirmDialog
          heading={words.confirmRemove[removing].title}
          confirm={words.confirmRemove[removing].confirm}
          cancel={cancel}
          onConfirm={() => act('factors', { kind: 'remove-factor', method: removing })}
          onClose={() => setRemoving(null)}
        >
          {words.confirmRemove[removing].body}
        </ConfirmDialog>
      )}
    </SettingsSection>
  );
}
