/** What is new since a version, newest first. From a version that the list doesn't have, only the newest's is told. */
export function changesSince(changes: Readonly<Record<string, readonly string[]>>, from: string): string[] {
  const versions = Object.keys(changes);
  const known = versions.indexOf(from);
  return versions.slice(0, known < 0 ? 1 : known).flatMap((version) => changes[version] ?? []);
}
