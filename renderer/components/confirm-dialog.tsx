import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Row } from './layout.tsx';

interface ConfirmDialogProps {
  readonly heading: string;
  /** What will happen, and what won't. */
  readonly children: ReactNode;
  readonly confirm: string;
  readonly cancel: string;
  readonly kind?: 'primary' | 'danger';
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asks once more before something that can't be undone at once. Escape and Cancel leave all as it was. */
export function ConfirmDialog({ heading, children, confirm, cancel, kind = 'danger', onConfirm, onClose }: ConfirmDialogProps) {
  return (
    <Dialog heading={heading} onClose={onClose}>
      <p>{children}</p>
      <Row>
        <Button
          kind={kind}
          onPress={() => {
            onClose();
            onConfirm();
          }}
        >
          {confirm}
        </Button>
        <Button onPress={onClose}>{cancel}</Button>
      </Row>
    </Dialog>
  );
}
