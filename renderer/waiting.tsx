import { useDelayed } from './components/delayed.ts';
import { useCommonWords } from './words/common.ts';
import './whole-window.css';

/** Stands in for a screen whose code is still being read; a sentence, and only when that takes a while. */
export function Waiting() {
  const { loading } = useCommonWords();
  const late = useDelayed(true);
  return (
    <main className="whole-window">
      <p role="status">{late ? loading : null}</p>
    </main>
  );
}
