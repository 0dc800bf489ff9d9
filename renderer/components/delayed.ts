import { useEffect, useState } from 'react';

/** Below this, an answer feels immediate and a sign of waiting only flickers (DESIGN "Motion"). */
const WAIT_BEFORE_SAYING_MS = 300;

/** True once `on` has been true for 300 ms; false at once when it no longer is. */
export function useDelayed(on: boolean): boolean {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (!on) {
      setShown(false);
      return;
    }
    const timer = setTimeout(() => setShown(true), WAIT_BEFORE_SAYING_MS);
    return () => clearTimeout(timer);
  }, [on]);
  return on && shown;
}
