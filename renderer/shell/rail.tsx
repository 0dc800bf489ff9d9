import type { DesktopApplicationId } from '../../shared/applications.ts';
import type { SignedInScreen } from '../../shared/sign-in/screens.ts';
import type { IconName } from '../components/icon.tsx';
import { Icon } from '../components/icon.tsx';
import { VisuallyHidden } from '../components/layout.tsx';
import { send } from '../store.ts';
import { useCommonWords } from '../words/common.ts';
import { usePassesWords } from '../words/passes.ts';
import { useShellWords } from '../words/shell.ts';
import './rail.css';

const WORKSPACE_ICONS: Readonly<Record<DesktopApplicationId, IconName>> = { 'customer-service-vu': 'people', control: 'settings' };

interface ItemProps {
  readonly icon: IconName;
  readonly label: string;
  readonly current?: boolean;
  /** Said after the label, and shown as a small lock. */
  readonly guarded?: string | null;
  /** How many wait for the person there, with what is said of it. */
  readonly waiting?: { readonly count: number; readonly aloud: string } | null;
  readonly onPress: () => void;
}

function Item({ icon, label, current = false, guarded = null, waiting = null, onPress }: ItemProps) {
  return (
    <li>
      <button type="button" className="rail__item" aria-current={current ? 'page' : undefined} onClick={onPress}>
        <span className="rail__icon">
          <Icon name={icon} size={24} />
          {guarded === null ? null : (
            <span className="rail__guard">
              <Icon name="lock" size={16} />
            </span>
          )}
          {waiting === null ? null : (
            <span className="rail__count" aria-hidden="true">
              {waiting.count}
            </span>
          )}
        </span>
        <span className="rail__label">{label}</span>
        {guarded === null ? null : <VisuallyHidden>{`, ${guarded}`}</VisuallyHidden>}
        {waiting === null ? null : <VisuallyHidden>{`, ${waiting.aloud}`}</VisuallyHidden>}
      </button>
    </li>
  );
}

/** The slim rail: the workspaces that the person may open, and what is theirs wherever they are. */
export function Rail({ screen }: { readonly screen: SignedInScreen }) {
  const words = useShellWords();
  const common = useCommonWords();
  const { waitingAloud } = usePassesWords();
  const { page } = screen;
  const count = screen.passRequests?.items?.length ?? 0;
  // In one place, and there whatever page is open: the first workspace whose page has the list.
  const listed = screen.workspaces.find(({ entry }) => entry === 'open')?.workspace;
  return (
    <nav className="rail" aria-label={words.railLabel}>
      <ul className="rail__items" aria-label={words.workspacesLabel}>
        {screen.workspaces
          .filter(({ entry }) => entry !== 'not-permitted')
          .map(({ workspace, entry }) => (
            <Item
              key={workspace}
              icon={WORKSPACE_ICONS[workspace]}
              label={common.applications[workspace]}
              current={page.name === 'workspace' && page.workspace === workspace}
              guarded={entry === 'step-up' ? words.needsCode : null}
              waiting={count > 0 && workspace === listed ? { count, aloud: waitingAloud(count) } : null}
              onPress={() => void send({ kind: 'open-workspace', workspace })}
            />
          ))}
      </ul>
      <ul className="rail__items rail__items--account" aria-label={words.accountLabel}>
        <Item
          icon="shield"
          label={words.mySecurity}
          current={page.name === 'my-security'}
          onPress={() => void send({ kind: 'open-my-security' })}
        />
        <Item icon="lock" label={words.lock} onPress={() => void send({ kind: 'lock' })} />
        <Item icon="switch" label={words.switchUser} onPress={() => void send({ kind: 'switch-user' })} />
        <Item icon="leave" label={words.signOut} onPress={() => void send({ kind: 'sign-out' })} />
      </ul>
      {/* Somebody who begins to wait is announced wherever the leader is. */}
      <div className="visually-hidden" role="status">
        {count > 0 ? waitingAloud(count) : null}
      </div>
    </nav>
  );
}
