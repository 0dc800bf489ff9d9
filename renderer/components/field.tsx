import type { ReactNode } from 'react';
import { classes } from './classes.ts';
import { Icon } from './icon.tsx';
import { useShownFault } from './shown-faults.ts';
import './field.css';

export interface FieldProps {
  readonly label: string;
  readonly hint?: ReactNode;
  /** What to change, in words; present while the field is at fault. */
  readonly error?: string | null | undefined;
}

/** The ids that tie a field's hint and message to it. */
export function describedBy(id: string, hint: ReactNode, error: string | null | undefined): string | undefined {
  return [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter((part) => part !== '').join(' ') || undefined;
}

/** Label, hint, message and control, in the order in which they are read. */
export function FieldFrame({ id, label, hint, error, children }: FieldProps & { readonly id: string; readonly children: ReactNode }) {
  useShownFault(Boolean(error));
  return (
    <div className={classes('field', error && 'field--error')}>
      <label className="field__label" htmlFor={id}>
        {label}
      </label>
      {hint ? (
        <div className="field__hint" id={`${id}-hint`}>
          {hint}
        </div>
      ) : null}
      {/* Always there, so that a message put into it is announced; empty it takes no room. */}
      <div className="field__error" id={`${id}-error`} role="alert">
        {error ? (
          <>
            <Icon name="danger" />
            <span>{error}</span>
          </>
        ) : null}
      </div>
      {children}
    </div>
  );
}
