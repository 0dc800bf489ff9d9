import { type ComponentType, createElement, type FunctionComponent, lazy, useState } from 'react';

interface ComesLater<P extends object> {
  readonly Component: FunctionComponent<P>;
  readonly fetch: () => Promise<ComponentType<P>>;
}

/**
 * A component whose script is fetched when it is first drawn, or before. Once it is there it is drawn at once: React would
 * leave its place empty for 300 ms, and the screen would jump.
 */
export function comesLater<P extends object>(load: () => Promise<ComponentType<P>>): ComesLater<P> {
  let here: ComponentType<P> | null = null;
  const fetch = async (): Promise<ComponentType<P>> => {
    here = await load();
    return here;
  };
  const Waited = lazy(async () => ({ default: await fetch() })) as unknown as ComponentType<P>;
  // Kept for as long as it is shown: another one would forget what was typed.
  const Component = (properties: P) => {
    const [shown] = useState(() => here ?? Waited);
    return createElement(shown, properties);
  };
  return { Component, fetch };
}
