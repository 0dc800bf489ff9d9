import type { View } from '../../shared/bridge.ts';
import type { SecurityOverlay as Overlay } from '../../shared/sign-in/screens.ts';
import { Dialog } from '../components/dialog.tsx';
import { send } from '../store.ts';

/** The steps of a second factor over the work: the signed-in shell renders this whenever its screen has an overlay. */
export function SecurityOverlay({ overlay }: { readonly overlay: Overlay; readonly view: View }) {
  return (
    <Dialog heading={overlay.step.name} onClose={() => void send({ kind: 'back' })}>
      {overlay.step.name}
    </Dialog>
  );
}
