import { useEffect, useRef } from 'react';
import { TextField } from '../components/text-field.tsx';
import { useNewComputerWords } from '../words/new-computer.ts';

interface NewComputerCodeProps {
  /** True when the one that was sent was not good. */
  readonly refused: boolean;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** For a computer that the person hasn't used before, while somebody guesses at passwords. */
export function NewComputerCode({ refused, value, onChange }: NewComputerCodeProps) {
  const words = useNewComputerWords();
  const field = useRef<HTMLInputElement>(null);
  // It is what is missing, when it comes and when the one that was typed is not good.
  useEffect(() => {
    field.current?.focus();
    if (refused) field.current?.select();
  }, [refused]);
  return (
    <TextField
      ref={field}
      label={words.label}
      hint={words.hint}
      error={refused ? words.error : null}
      value={value}
      onChange={onChange}
      mono
    />
  );
}
