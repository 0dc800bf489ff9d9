import type { ApplicationId } from '../../shared/applications.ts';
import type { SignedInScreen } from '../../shared/sign-in/screens.ts';
import { Button } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { send } from '../store.ts';
import { useCommonWords } from '../words/common.ts';
import { useWorkspacesWords } from '../words/workspaces.ts';
import { Panel } from './panel.tsx';
import './what-you-can-open.css';

/** The applications of this sign-in: the one that is open, those that can be, and those that can't and why. */
export function WhatYouCanOpen({ screen, here }: { readonly screen: SignedInScreen; readonly here: ApplicationId }) {
  const { applications } = useCommonWords();
  const { open: words } = useWorkspacesWords();
  return (
    <Panel title={words.title}>
      <ul className="openable">
        {screen.workspaces.map(({ workspace, entry }) => {
          const name = applications[workspace];
          return (
            <li key={workspace} className="openable__item">
              <div className="openable__words">
                <strong>{name}</strong>
                <span className="quiet">{entry === 'not-permitted' ? words.notPermitted : words.purposes[workspace]}</span>
                {entry === 'step-up' ? (
                  <span className="openable__guard">
                    <Icon name="lock" size={16} />
                    {words.afterCode}
                  </span>
                ) : null}
              </div>
              {workspace === here ? (
                <span className="openable__here">
                  <Icon name="check" size={16} />
                  {words.here}
                </span>
              ) : null}
              {workspace !== here && entry !== 'not-permitted' ? (
                <Button dense label={words.openNamed(name)} onPress={() => void send({ kind: 'open-workspace', workspace })}>
                  {words.openNow}
                </Button>
              ) : null}
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
