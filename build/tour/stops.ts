import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { outFolder } from '../folders.mjs';

export const SCHEMES = ['light', 'dark'] as const;
export type Scheme = (typeof SCHEMES)[number];

/** One screen or state of the tour, in each colour scheme. */
export interface Stop {
  /** Also the beginning of its pictures' names. */
  readonly id: string;
  readonly chapter: string;
  readonly title: string;
}

export const tourFolder = path.join(outFolder, 'tour');
const list = path.join(tourFolder, 'stops.jsonl');

export const pictureOf = (stop: Stop, scheme: Scheme): string => `${stop.id}-${scheme}.png`;

/** Notes a stop when its pictures are taken; the order is the order of the page. */
export function noteStop(stop: Stop): void {
  mkdirSync(tourFolder, { recursive: true });
  appendFileSync(list, `${JSON.stringify(stop)}\n`);
}

export function readStops(): Stop[] {
  if (!existsSync(list)) return [];
  return readFileSync(list, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Stop);
}
