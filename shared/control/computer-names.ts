import { identifierKey } from '../sign-in/identifiers.ts';

/** Characters of an id's ending that are shown at least: enough to be looked for, short enough to be read out. */
const ENDING_LEAST = 4;

interface NamedComputer {
  readonly deviceId: string;
  readonly name: string;
}

/**
 * What to call each of several computers so that no two are called the same: by its name, and where others have that name
 * as well (capitals aside), with the ending of its own id after it, as long as it takes. So a computer has the same ending
 * in every list. One that is listed twice is called by the first of its names. Answers for a computer's id.
 */
export function computerNames(computers: readonly NamedComputer[]): (deviceId: string) => string {
  const names = new Map(computers.toReversed().map(({ deviceId, name }) => [deviceId, name]));
  const alike = new Map<string, string[]>();
  for (const [deviceId, name] of names) alike.set(folded(name), [...(alike.get(folded(name)) ?? []), deviceId]);
  return (deviceId) => {
    const name = names.get(deviceId) ?? deviceId;
    const ids = alike.get(folded(name)) ?? [];
    return ids.length < 2 ? name : `${name} (…${deviceId.slice(-endingLength(ids))})`;
  };
}

/** Two that look the same are called the same. */
const folded = identifierKey;

function endingLength(ids: readonly string[]): number {
  const longest = Math.max(...ids.map((id) => id.length));
  let length = ENDING_LEAST;
  while (length < longest && new Set(ids.map((id) => id.slice(-length))).size < ids.length) length += 1;
  return length;
}
