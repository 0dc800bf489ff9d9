import { useEffect } from 'react';
import { create } from 'zustand';

/** How many fields are shown at fault, in whatever form: the window's title says first that there is something to correct. */
const useShownFaults = create(() => 0);

/** Says whether a field is at fault, for as long as it is shown. */
export function useShownFault(isAtFault: boolean): void {
  useEffect(() => {
    if (!isAtFault) return;
    useShownFaults.setState((count) => count + 1, true);
    return () => useShownFaults.setState((count) => count - 1, true);
  }, [isAtFault]);
}

/** True while any field is shown at fault. */
export function useHasShownFault(): boolean {
  return useShownFaults((count) => count > 0);
}
