/** Characters of an id's ending that are shown at least: enough to be looked for, short enough to be read out. */
const ENDING_LEAST = 4;

interface Named {
  readonly id: string;
  readonly name: string;
}

/**
 * What to call each of several things so that no two are called the same: by its name, and where others have that name
 * as well (capitals aside), with the ending of its id after it, as long as it takes. Answers for an id.
 */
export function distinctNames(things: readonly Named[]): (id: string) => string {
  const alike = new Map<string, string[]>();
  for (const { id, name } of things) alike.set(folded(name), [...(alike.get(folded(name)) ?? []), id]);
  const names = new Map(things.map(({ id, name }) => [id, name]));
  return (id) => {
    const name = names.get(id) ?? id;
    const ids = alike.get(folded(name)) ?? [];
    return ids.length < 2 ? name : `${name} (…${id.slice(-endingLength(ids))})`;
  };
}

const folded = (name: string): string => name.trim().toLowerCase();

function endingLength(ids: readonly string[]): number {
  const longest = Math.max(...ids.map((id) => id.length));
  let length = ENDING_LEAST;
  while (length < longest && new Set(ids.map((id) => id.slice(-length))).size < ids.length) length += 1;
  return length;
}
