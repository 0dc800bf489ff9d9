import { useCommonWords } from '../words/common.ts';
import './reference.css';

/** What to quote to the help desk, in its sentence; the reference itself is never broken over two lines. */
export function Reference({ reference }: { readonly reference: string }) {
  const [before, after] = useCommonWords().reference(reference).split(reference);
  return (
    <>
      {before}
      <span className="reference">{reference}</span>
      {after}
    </>
  );
}
