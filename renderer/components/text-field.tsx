import type { HTMLInputAutoCompleteAttribute, KeyboardEvent, ReactNode, Ref } from 'react';
import { useId } from 'react';
import { classes } from './classes.ts';
import type { FieldProps } from './field.tsx';
import { describedBy, FieldFrame } from './field.tsx';

export interface TextFieldProps extends FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly type?: 'text' | 'email' | 'tel' | 'url' | 'password' | 'search';
  readonly autoComplete?: HTMLInputAutoCompleteAttribute;
  readonly inputMode?: 'text' | 'numeric' | 'tel' | 'email' | 'url';
  /** How wide the answer is likely to be; the field says so by its width. */
  readonly width?: 'full' | 'phone';
  readonly mono?: boolean;
  readonly id?: string;
  readonly ref?: Ref<HTMLInputElement> | undefined;
  readonly onKeyUp?: (event: KeyboardEvent<HTMLInputElement>) => void;
  /** Put at the end of the field, inside its frame, e.g. a show button. */
  readonly after?: ReactNode;
}

/** One line of text. Never limited in length or kept from pasting: what can't be used is said in words. */
export function TextField({
  label,
  hint,
  error,
  value,
  onChange,
  type = 'text',
  autoComplete = 'off',
  inputMode,
  width = 'full',
  mono = false,
  id: givenId,
  ref,
  onKeyUp,
  after,
}: TextFieldProps) {
  const ownId = useId();
  const id = givenId ?? ownId;
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error}>
      <div className={classes('field__control', `field__control--${width}`)}>
        <input
          ref={ref}
          id={id}
          className={classes('field__input', mono && 'mono')}
          type={type}
          value={value}
          autoComplete={autoComplete}
          inputMode={inputMode}
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          aria-invalid={error ? true : undefined}
          aria-describedby={describedBy(id, hint, error)}
          onChange={(event) => onChange(event.target.value)}
          onKeyUp={onKeyUp}
        />
        {after}
      </div>
    </FieldFrame>
  );
}
