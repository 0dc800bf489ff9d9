/** `2026-03-27T09:00:00.123456Z` from microseconds since the epoch. */
export function microsecondStamp(microseconds: number): string {
  const milliseconds = Math.floor(microseconds / 1000);
  return new Date(milliseconds).toISOString().replace('Z', `${String(microseconds - milliseconds * 1000).padStart(3, '0')}Z`);
}

export const stampOrNull = (milliseconds: number | null): string | null =>
  milliseconds === null ? null : microsecondStamp(milliseconds * 1000);
