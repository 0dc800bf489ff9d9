import type { UpdateView } from '../../shared/bridge.ts';
import { Button } from '../components/button.tsx';
import { Notice } from '../components/notice.tsx';
import { send } from '../store.ts';
import { useUpdatesWords } from '../words/updates.ts';
import { changesSince } from './changes-since.ts';

function Dismiss({ children }: { readonly children: string }) {
  return (
    <Button dense onPress={() => void send({ kind: 'dismiss-update' })}>
      {children}
    </Button>
  );
}

function ReadyNotice({ update }: { readonly update: Extract<UpdateView, { kind: 'ready' }> }) {
  const { ready: words, dismiss } = useUpdatesWords();
  const { free, atSignOut, installing } = update;
  const actions = free ? (
    <Button dense working={installing && words.installing} onPress={() => void send({ kind: 'install-update' })}>
      {words.install}
    </Button>
  ) : (
    <>
      <Button dense onPress={() => void send({ kind: 'install-update-at-sign-out', wanted: !atSignOut })}>
        {atSignOut ? words.notAtSignOut : words.atSignOut}
      </Button>
      {/* “Not now” would read as taking the consent back. */}
      <Dismiss>{atSignOut ? dismiss : words.later}</Dismiss>
    </>
  );
  return (
    <Notice kind="info" heading={words.heading(update.version)} actions={actions}>
      <p>{free ? words.now : atSignOut ? words.agreed : words.whenFree}</p>
    </Notice>
  );
}

/** A new version that waits, that came, or that didn't. Loaded only where there is one to speak of. */
export default function UpdateNotice({ update }: { readonly update: UpdateView }) {
  const words = useUpdatesWords();
  switch (update.kind) {
    case 'ready':
      return <ReadyNotice update={update} />;
    case 'installed': {
      const changes = changesSince(words.changes, update.from);
      return (
        <Notice kind="success" heading={words.installed.heading(update.version)} actions={<Dismiss>{words.dismiss}</Dismiss>}>
          {changes.length === 0 ? null : (
            <>
              <p>{words.installed.lead}</p>
              <ul>
                {changes.map((change) => (
                  <li key={change}>{change}</li>
                ))}
              </ul>
            </>
          )}
        </Notice>
      );
    }
    case 'failed':
      return (
        <Notice kind="caution" heading={words.failed.heading(update.version)} actions={<Dismiss>{words.dismiss}</Dismiss>}>
          <p>{words.failed.body}</p>
        </Notice>
      );
  }
}
