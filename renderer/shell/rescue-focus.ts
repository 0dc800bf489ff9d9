import { useEffect } from 'react';

/**
 * When what had focus goes away with the answer to it, e.g. a dismissed notice or a removed row, focus falls to the
 * document, and a screen reader to the top of the window. This catches it each time that `occasion` changes: focus
 * goes to the element with the id, unless it is somewhere already.
 */
export function useRescuedFocus(occasion: string, targetId: string | null): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the occasion is what it is done for
  useEffect(() => {
    const held = document.activeElement;
    if (targetId !== null && (held === null || held === document.body)) document.getElementById(targetId)?.focus({ preventScroll: true });
  }, [occasion, targetId]);
}
