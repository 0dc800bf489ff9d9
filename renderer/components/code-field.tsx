import type { Ref } from 'react';
import { useId } from 'react';
import { classes } from './classes.ts';
import type { FieldProps } from './field.tsx';
import { describedBy, FieldFrame } from './field.tsx';

export interface CodeFieldProps extends FieldProps {
  /** All but the app's have letters, so no numeric keypad for them. */
  readonly kind: 'text' | 'authenticator' | 'recovery' | 'help-desk' | 'password';
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly id?: string;
  readonly ref?: Ref<HTMLInputElement>;
}

/** A field of one line drops them, which would join the end of one line of a message to the beginning of the next. */
const LINE_BREAKS = /[\r\n]+/g;

/**
 * One field for a code, however it is spaced. No `maxlength` and no boxes: a code with spaces must fit when pasted,
 * and a longer text with the code in it must be seen to be wrong, not be cut to something else.
 */
export function CodeField({ kind, label, hint, error, value, onChange, id: givenId, ref }: CodeFieldProps) {
  const ownId = useId();
  const id = givenId ?? ownId;
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error}>
      <div className="field__control">
        <input
          ref={ref}
          id={id}
          className={classes('field__input', 'field__input--code', `field__input--${kind}`, 'mono')}
          type="text"
          name="code"
          value={value}
          autoComplete={kind === 'text' || kind === 'authenticator' ? 'one-time-code' : 'off'}
          inputMode={kind === 'authenticator' ? 'numeric' : 'text'}
          autoCapitalize="characters"
          autoCorrect="off"
          spellCheck={false}
          aria-invalid={error ? true : undefined}
          aria-describedby={describedBy(id, hint, error)}
          onChange={(event) => onChange(event.target.value)}
          onPaste={(event) => {
            const pasted = event.clipboardData.getData('text');
            const inOneLine = pasted.replace(LINE_BREAKS, ' ');
            if (inOneLine === pasted) return;
            event.preventDefault();
            const field = event.currentTarget;
            field.setRangeText(inOneLine, field.selectionStart ?? 0, field.selectionEnd ?? 0, 'end');
            onChange(field.value);
          }}
        />
      </div>
    </FieldFrame>
  );
}
