import type { Ref } from 'react';
import { useEffect, useId, useRef, useState } from 'react';
import { useCommonWords } from '../words/common.ts';
import { Icon } from './icon.tsx';
import type { TextFieldProps } from './text-field.tsx';
import { TextField } from './text-field.tsx';

export interface PasswordFieldProps extends Pick<TextFieldProps, 'label' | 'hint' | 'error' | 'value' | 'onChange' | 'id'> {
  /** `new-password` where one is being chosen. */
  readonly autoComplete?: 'current-password' | 'new-password';
  readonly ref?: Ref<HTMLInputElement>;
}

/** A password: can be pasted, can be shown, says when caps lock is on. Whatever form it is in, sending that hides it again. */
export function PasswordField({ label, hint, error, value, onChange, id, autoComplete = 'current-password', ref }: PasswordFieldProps) {
  const words = useCommonWords();
  const ownId = useId();
  const [shown, setShown] = useState(false);
  const [capsLock, setCapsLock] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const form = place.current?.closest('form');
    const hide = () => setShown(false);
    form?.addEventListener('submit', hide);
    return () => form?.removeEventListener('submit', hide);
  }, []);
  return (
    <div className="password-field" ref={place}>
      <TextField
        ref={ref}
        id={id ?? ownId}
        label={label}
        hint={hint}
        error={error}
        value={value}
        onChange={onChange}
        type={shown ? 'text' : 'password'}
        autoComplete={autoComplete}
        onKeyUp={(event) => setCapsLock(event.getModifierState('CapsLock'))}
        after={
          <button
            type="button"
            className="field__after"
            aria-label={shown ? words.hideField(label) : words.showField(label)}
            onClick={() => setShown(!shown)}
          >
            {shown ? words.hide : words.show}
          </button>
        }
      />
      <p className="field__note" role="status">
        {capsLock ? (
          <>
            <Icon name="caution" size={16} />
            {words.capsLock}
          </>
        ) : null}
      </p>
    </div>
  );
}
