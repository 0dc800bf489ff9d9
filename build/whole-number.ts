/** @throws Error that names the option, for anything but a whole number within bounds */
export function wholeNumber(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most)
    throw new Error(`${option} takes a whole number from ${least} to ${most}, not "${text}".`);
  return value;
}
