import { useCommonWords } from '../words/common.ts';
import { Notice } from './notice.tsx';
import { Reference } from './reference.tsx';

/** IT's settings for this computer are there and can't be used. Only IT can mend that; the person can tell them. */
export function PolicyFault({ reference }: { readonly reference: string | null }) {
  const { managed } = useCommonWords();
  if (reference === null) return null;
  return (
    <Notice kind="caution" heading={managed.fault.heading}>
      <p>
        {`${managed.fault.body} `}
        <Reference reference={reference} />
      </p>
    </Notice>
  );
}
