/**
 * The longest beginning of a text that fits, ending where a letter ends as people see it: an accent, half an emoji or
 * half of what UTF-16 takes two units for is never left over.
 */
export function beginningThatFits(text: string, fits: (beginning: string) => boolean): string {
  let beginning = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (!fits(beginning + segment)) break;
    beginning += segment;
  }
  return beginning;
}
