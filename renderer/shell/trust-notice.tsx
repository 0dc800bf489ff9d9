import type { SignedInScreen } from '../../shared/sign-in/screens.ts';
import { Button } from '../components/button.tsx';
import { Notice } from '../components/notice.tsx';
import { send } from '../store.ts';
import { useShellWords } from '../words/shell.ts';
import { useWhen } from './when.ts';

/** Trust in this computer that runs out soon, with renewing it over the work; and that it was renewed. */
export function TrustNotice({ screen }: { readonly screen: SignedInScreen }) {
  const { trust: words, dismiss } = useShellWords();
  const when = useWhen();
  const { trust, trustWarning, renewingTrust, trustRenewed } = screen;
  if (trust === null) return null;
  const end = when.moment(new Date(trust.expiresAt).toISOString());
  if (trustRenewed) {
    return (
      <Notice
        kind="success"
        heading={words.renewed(end)}
        actions={
          <Button dense onPress={() => void send({ kind: 'dismiss-notice' })}>
            {dismiss}
          </Button>
        }
      />
    );
  }
  if (!trustWarning) return null;
  return (
    <Notice
      kind="caution"
      heading={words.ends(end)}
      actions={
        <>
          <Button dense kind="primary" working={renewingTrust && words.renewing} onPress={() => void send({ kind: 'renew-trust' })}>
            {words.renew}
          </Button>
          <Button dense onPress={() => void send({ kind: 'dismiss-trust-warning' })}>
            {words.later}
          </Button>
        </>
      }
    >
      <p>{words.body}</p>
    </Notice>
  );
}
