/** Makes a value when it is first asked for, and keeps it: for what costs memory or time and may never be needed. */
export function once<T extends object>(make: () => T): () => T {
  let made: T | null = null;
  return () => {
    made ??= make();
    return made;
  };
}
