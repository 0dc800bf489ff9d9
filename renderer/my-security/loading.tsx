import { useEffect, useState } from 'react';
import { useDelayed } from '../components/delayed.ts';
import { useMySecurityWords } from '../words/my-security.ts';

/** After this long, waiting silently would feel like a fault. */
const SLOW_MS = 5000;

/** A sentence in place of the page while it is fetched; nothing for the first moment, so that it doesn't flicker. */
export function Loading() {
  const words = useMySecurityWords();
  const waiting = useDelayed(true);
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SLOW_MS);
    return () => clearTimeout(timer);
  }, []);
  return <p role="status">{slow ? `${words.loading} ${words.loadingSlow}` : waiting ? words.loading : null}</p>;
}
