import type { Language } from '../../shared/applications.ts';
import { useMirror } from '../store.ts';

/** A catalogue's shape: the same keys and parameters as the English, with any words. */
export type SameShape<T> = T extends string
  ? string
  : T extends (...parameters: infer P) => infer R
    ? (...parameters: P) => SameShape<R>
    : T extends readonly (infer I)[]
      ? readonly SameShape<I>[]
      : { readonly [K in keyof T]: SameShape<T[K]> };

/** The language of the interface; English until main has said. */
export function useLanguage(): Language {
  return useMirror((mirror) => mirror.view?.language ?? 'en');
}

/** What goes in `lang`, for screen readers and hyphenation. */
export const LANGUAGE_TAGS: Readonly<Record<Language, string>> = { en: 'en-GB', cy: 'cy' };

/**
 * Makes an area's hook from its two catalogues: `export const useShellWords = wordsOf(shellEn, shellCy)`.
 * The English is the source; the Welsh is `SameShape` of it, so a missing key doesn't compile.
 */
export function wordsOf<T>(en: T, cy: SameShape<T>): () => SameShape<T> {
  // The English is assignable to its own widened shape; TypeScript can't show that for a type parameter.
  const catalogues: Readonly<Record<Language, SameShape<T>>> = { en: en as SameShape<T>, cy };
  return () => catalogues[useLanguage()];
}
