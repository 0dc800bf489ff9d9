import { create } from 'zustand';
import type { Intent, IntentResult, View } from '../shared/bridge.ts';
import { bridge } from './bridge.ts';
import { fetchFor, isReadyFor } from './on-demand.ts';

/** Why main did not take the last intent; null when it did. */
export type Refusal = Extract<IntentResult, { ok: false }>['code'] | null;

interface Mirror {
  /** The newest view that main has sent; null until the first. */
  readonly view: View | null;
  readonly refusal: Refusal;
}

/** The newer of two views: answers that cross on the way must not turn the screen back. */
export function newer(held: View | null, arrived: View): View {
  return held !== null && arrived.seq <= held.seq ? held : arrived;
}

/** A mirror of main's view, and nothing else: what is being typed lives in the screen that shows it. */
export const useMirror = create<Mirror>()(() => ({ view: null, refusal: null }));

function show(view: View): void {
  useMirror.setState((held) => {
    const shown = newer(held.view, view);
    return shown === held.view ? held : { view: shown, refusal: null };
  });
}

/** Takes a view in, unless it is older than the one on screen. It waits for what it needs and the page doesn't have yet. */
export function receive(view: View): void {
  if (isReadyFor(view)) show(view);
  else void fetchFor(view).then(() => show(view));
}

/** Starts mirroring. Listens before it asks, so that no view falls between the two. */
export async function startMirror(): Promise<void> {
  bridge.onView(receive);
  receive(await bridge.view());
}

/** Sends an intent. What comes of it is the next view; only a refusal is kept here, to be said. */
export async function send(intent: Intent): Promise<IntentResult> {
  const result = await bridge.send(intent).catch((): IntentResult => ({ ok: false, code: 'internal' }));
  useMirror.setState({ refusal: result.ok ? null : result.code });
  return result;
}
