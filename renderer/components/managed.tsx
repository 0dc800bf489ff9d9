import { useCommonWords } from '../words/common.ts';
import { Icon } from './icon.tsx';
import './managed.css';

/** Says that IT set something, in the place where the person would otherwise set it. `what` says what is set to what. */
export function Managed({ what }: { readonly what?: string }) {
  const { managed } = useCommonWords();
  return (
    <p className="managed">
      <Icon name="lock" size={16} />
      <span>{what === undefined ? managed.by : `${what} ${managed.by}.`}</span>
    </p>
  );
}
