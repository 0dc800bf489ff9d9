/**
 * The Welsh of the screens that come before everything else is fetched when it is first needed, so that those who
 * don't use it don't wait for it. It is there before the first Welsh view is shown (see store.ts).
 */
interface OnDemand<T> {
  /** Null until it has been fetched. */
  readonly current: T | null;
}

const fetches: (() => Promise<void>)[] = [];
let fetched: Promise<void> | null = null;
let ready = false;

/** Names a catalogue to fetch together with all the others of its kind. */
export function onDemand<T>(load: () => Promise<T>): OnDemand<T> {
  const slot: { current: T | null } = { current: null };
  fetches.push(async () => {
    slot.current = await load();
  });
  return slot;
}

/** True once every catalogue is there. */
export function isWelshReady(): boolean {
  return ready;
}

/** Fetches them all, once. Should one not come, its screens stay in English rather than stay away. */
export function fetchWelsh(): Promise<void> {
  fetched ??= Promise.allSettled(fetches.map((load) => load())).then(() => {
    ready = true;
  });
  return fetched;
}
