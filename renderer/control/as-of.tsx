import { useWhen } from '../shell/when.ts';
import { useControlWords } from '../words/control.ts';

/** When what is shown was read: it stays while it can't be read again, and would pass for how things are now. */
export function AsOf({ at }: { readonly at: number | null }) {
  const words = useControlWords();
  const when = useWhen();
  return at === null ? null : <p className="panel__lead">{words.asOf(when.moment(new Date(at).toISOString()))}</p>;
}
