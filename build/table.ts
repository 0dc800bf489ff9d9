/** Rows under a heading, in columns as wide as their widest cell; the last one runs free. */
export function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [heading, ...rows];
  const widths = heading.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const lines = all.map((row) =>
    row
      .map((cell, column) => (column === heading.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  const rule = widths
    .map((width, column) => '─'.repeat(column === heading.length - 1 ? (heading[column]?.length ?? width) : width))
    .join('  ');
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}
