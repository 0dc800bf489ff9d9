import type { View } from '../shared/bridge.ts';

/**
 * What most people don't need at the sign-in form is fetched when a view first needs it, so that nobody waits for it
 * there: the Welsh, and the steps that come after the form. It is there before that view is shown (see store.ts), so
 * no screen is ever drawn without its words or its step.
 */
interface OnDemand<T> {
  /** Null until it has been fetched. */
  readonly current: T | null;
  readonly fetch: () => Promise<void>;
}

interface Need {
  readonly isOf: (view: View) => boolean;
  readonly fetch: () => Promise<void>;
  /** True once it is there, or once it is known that it will not come. */
  isSettled: boolean;
}

const needs: Need[] = [];

/** Names something that the views of which `isOf` is true need. Should it not come, they are shown without it rather than not at all. */
export function onDemand<T>(isOf: Need['isOf'], load: () => Promise<T>): OnDemand<T> {
  const slot: { current: T | null } = { current: null };
  let fetched: Promise<void> | null = null;
  const take = async (): Promise<void> => {
    try {
      slot.current = await load();
    } finally {
      need.isSettled = true;
    }
  };
  const fetch = (): Promise<void> => {
    fetched ??= take();
    return fetched;
  };
  const need: Need = { isOf, fetch, isSettled: false };
  needs.push(need);
  return Object.assign(slot, { fetch });
}

/** Names Welsh words to fetch with the first Welsh view. Should they not come, their screens stay in English. */
export function inWelsh<T>(load: () => Promise<T>): OnDemand<T> {
  return onDemand(({ language }) => language === 'cy', load);
}

function missing(view: View): Need[] {
  return needs.filter((need) => !need.isSettled && need.isOf(view));
}

/** True when all that the view needs is there. */
export function isReadyFor(view: View): boolean {
  return missing(view).length === 0;
}

/** Fetches what the view still needs, and what that needs in its turn. */
export async function fetchFor(view: View): Promise<void> {
  while (!isReadyFor(view)) await Promise.allSettled(missing(view).map(({ fetch }) => fetch()));
}
