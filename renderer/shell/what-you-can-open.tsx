import type { ApplicationId, Method } from '../../shared/applications.ts';
import type { View } from '../../shared/bridge.ts';
import type { About } from '../../shared/sign-in/schemas.ts';
import type { SignedInScreen } from '../../shared/sign-in/screens.ts';
import { Button } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { send } from '../store.ts';
import { useCommonWords } from '../words/common.ts';
import { useWorkspacesWords } from '../words/workspaces.ts';
import { Panel } from './panel.tsx';
import './what-you-can-open.css';

interface WhatYouCanOpenProps {
  readonly screen: SignedInScreen;
  readonly view: View;
  readonly here: ApplicationId;
}

/** The one method that an application takes; null where it takes several, or that isn't known. */
function only(about: About | null, application: ApplicationId): Method | null {
  const methods = about?.applications.find((each) => each.application === application)?.methods ?? [];
  return methods.length === 1 ? (methods[0] ?? null) : null;
}

/** The applications of this sign-in: the one that is open, those that can be, and those that can't and why. */
export function WhatYouCanOpen({ screen, view, here }: WhatYouCanOpenProps) {
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
                    {words.afterCode[only(view.about, workspace) ?? 'any']}
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
