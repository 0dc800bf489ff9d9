import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, expect, test, vi } from 'vitest';
import { managedView, NOT_MANAGED } from '../../electron/sign-in/managed.ts';
import type { View, VuBridge } from '../../shared/bridge.ts';

const RENDERER = fileURLToPath(new URL('../../renderer', import.meta.url));

interface Store {
  readonly useMirror: { readonly getState: () => { readonly view: View | null; readonly refusal: string | null } };
  readonly startMirror: () => Promise<void>;
  readonly send: (intent: { readonly kind: 'retry' }) => Promise<unknown>;
}

const STARTING: View['screen'] = { name: 'starting' };
const NOT_SET_UP: View['screen'] = { name: 'not-set-up', email: 'a@council.example' };

interface Later {
  readonly headingOf: (screen: View['screen'], language: 'en' | 'cy') => { readonly heading: string };
}

/** The preload's side, played by hand. */
const main: { listener: ((view: View) => void) | null; view: View; early: View | null; answer: () => ReturnType<VuBridge['send']> } = {
  listener: null,
  view: viewOf(1),
  early: null,
  answer: () => Promise.resolve({ ok: true }),
};

function viewOf(seq: number, language: 'en' | 'cy' = 'en', screen: View['screen'] = STARTING): View {
  return {
    seq,
    language,
    about: null,
    offline: false,
    addressManaged: true,
    managed: managedView({ managed: NOT_MANAGED }),
    app: { version: '0', electron: '0', compatibilityRuntime: false },
    update: null,
    screen,
  };
}

async function started(): Promise<Store> {
  const bridge: VuBridge = {
    view: () => Promise.resolve(main.view),
    onView: (listener) => {
      main.listener = listener;
      if (main.early !== null) listener(main.early);
      return () => undefined;
    },
    send: () => main.answer(),
  };
  vi.stubGlobal('window', { vu: bridge });
  vi.resetModules();
  const store = (await import(/* @vite-ignore */ join(RENDERER, 'store.ts'))) as Store;
  // As in the page, which begins with the words of the form.
  await import(/* @vite-ignore */ join(RENDERER, 'words/sign-in.ts'));
  await store.startMirror();
  return store;
}

beforeEach(() => {
  main.view = viewOf(1);
  main.early = null;
  main.answer = () => Promise.resolve({ ok: true });
});

test('a view that is older than the one on screen changes nothing', async () => {
  const { useMirror } = await started();
  main.listener?.(viewOf(5));
  const shown = useMirror.getState().view;
  main.listener?.(viewOf(4));
  main.listener?.(viewOf(5));
  expect(useMirror.getState().view).toBe(shown);
});

test('the first answer does not undo a view that arrived before it', async () => {
  main.view = viewOf(2);
  main.early = viewOf(3);
  const { useMirror } = await started();
  expect(useMirror.getState().view?.seq).toBe(3);
});

test('a Welsh view is shown once its words are there, and does not overtake a newer one', async () => {
  const { useMirror } = await started();
  main.listener?.(viewOf(2, 'cy'));
  expect(useMirror.getState().view?.seq).toBe(1);
  await vi.waitFor(() => expect(useMirror.getState().view?.language).toBe('cy'));
  main.listener?.(viewOf(3, 'cy'));
  expect(useMirror.getState().view?.seq).toBe(3);
});

test('a step after the sign-in form is shown once its script is there, with its words in both languages', async () => {
  const { useMirror } = await started();
  // What the page begins with.
  const { laterSteps } = (await import(/* @vite-ignore */ join(RENDERER, 'sign-in/steps.ts'))) as { laterSteps: { current: Later | null } };
  main.listener?.(viewOf(2, 'cy', NOT_SET_UP));
  expect([useMirror.getState().view?.seq, laterSteps.current]).toEqual([1, null]);
  await vi.waitFor(() => expect(useMirror.getState().view?.seq).toBe(2));
  const inBoth = (['en', 'cy'] as const).map((language) => laterSteps.current?.headingOf(NOT_SET_UP, language).heading);
  expect(inBoth).toEqual(['Two-step sign-in is not set up for you', 'Nid yw mewngofnodi dau gam wedi’i osod ar eich cyfer']);
  main.listener?.(viewOf(3, 'cy', NOT_SET_UP));
  expect(useMirror.getState().view?.seq).toBe(3);
});

test('an English view that comes while Welsh words are fetched stays on screen', async () => {
  const { useMirror } = await started();
  main.listener?.(viewOf(2, 'cy'));
  main.listener?.(viewOf(3, 'en'));
  await new Promise((done) => setImmediate(done));
  expect(useMirror.getState().view?.seq).toBe(3);
});

test('an intent that main refuses is said, until the next view or the next intent', async () => {
  const { useMirror, send } = await started();
  main.answer = () => Promise.resolve({ ok: false, code: 'too-fast' });
  await send({ kind: 'retry' });
  expect(useMirror.getState().refusal).toBe('too-fast');
  main.listener?.(viewOf(9));
  expect(useMirror.getState().refusal).toBeNull();
});

test('a bridge that fails is a refusal, not an unhandled rejection', async () => {
  const { useMirror, send } = await started();
  main.answer = () => Promise.reject(new Error('gone'));
  await send({ kind: 'retry' });
  expect(useMirror.getState().refusal).toBe('internal');
});
