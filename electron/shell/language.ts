import { app } from 'electron';
import { LANGUAGES, type Language } from '../../shared/applications.ts';

/** The first of our languages among those that somebody prefers, given as `cy-GB`, `cy_GB.UTF-8` or `cy`; English for none. */
export function firstOfOurs(preferred: readonly string[]): Language {
  const ours = preferred.map((each) => LANGUAGES.find((language) => each.split(/[-_.@]/)[0]?.toLowerCase() === language));
  return ours.find((language) => language !== undefined) ?? 'en';
}

/**
 * The language of whoever uses this computer, by the system's list of what they prefer. Not Chromium's own locale, which is
 * one that Chromium has been translated into, and it hasn't into Welsh.
 */
export function systemLanguage(): Language {
  return firstOfOurs(app.getPreferredSystemLanguages());
}
