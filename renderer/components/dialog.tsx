import type { ReactNode } from 'react';
import { useId, useLayoutEffect, useRef } from 'react';
import { useCommonWords } from '../words/common.ts';
import { classes } from './classes.ts';
import { Heading } from './heading.tsx';
import { Icon } from './icon.tsx';
import './dialog.css';

export interface DialogProps {
  readonly heading: string;
  /** Changes with each step, so that the heading takes focus again. */
  readonly step?: string;
  readonly size?: 'narrow' | 'wide';
  /** Asked for by Escape, the close button or `onClose` of the caller. The dialog stays until it is no longer rendered. */
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A modal over the work, on the browser's own <dialog>: the rest is inert, and focus goes back to where it was. */
export function Dialog({ heading, step, size = 'narrow', onClose, children }: DialogProps) {
  const words = useCommonWords();
  const id = useId();
  const ref = useRef<HTMLDialogElement>(null);
  // Before the effects of what is inside, some of which move focus: nothing in a closed dialog can take it.
  useLayoutEffect(() => {
    const dialog = ref.current;
    const before = document.activeElement;
    dialog?.showModal();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      className={classes('dialog', `dialog--${size}`)}
      aria-labelledby={id}
      onCancel={(event) => {
        // Main decides whether it closes.
        event.preventDefault();
        onClose();
      }}
    >
      <div className="dialog__top">
        <Heading level={2} size="title" id={id} focusOn={step ?? heading}>
          {heading}
        </Heading>
        <button type="button" className="dialog__close" aria-label={words.close} onClick={onClose}>
          <Icon name="cross" />
        </button>
      </div>
      <div className="dialog__content">{children}</div>
    </dialog>
  );
}
