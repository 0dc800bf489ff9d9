import { ASVS } from './asvs.ts';
import { NOTIFY, SURROUNDINGS } from './others.ts';
import { PITFALLS } from './pitfalls.ts';
import type { Section } from './row.ts';

/** All that docs/verification.md is made from. */
export const SECTIONS: readonly Section[] = [PITFALLS, ASVS, SURROUNDINGS, NOTIFY];
