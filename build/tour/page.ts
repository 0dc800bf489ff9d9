import { pictureOf, SCHEMES, type Stop } from './stops.ts';

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** The index of the tour: every stop under its chapter, light beside dark. */
export function tourPage(stops: readonly Stop[], version: string): string {
  const chapters = Map.groupBy(stops, ({ chapter }) => chapter);
  const sections = [...chapters].map(
    ([chapter, inChapter]) => `<section>
<h2>${escaped(chapter)}</h2>
${inChapter.map(figure).join('\n')}
</section>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Vu Desktop: every screen</title>
<style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 1600px; margin: 32px auto; padding: 0 16px }
figure { margin: 0 0 32px }
figcaption { font-weight: 600; margin-bottom: 8px }
div { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(480px, 100%), 1fr)); gap: 12px }
img { width: 100%; height: auto; border: 1px solid #8888; border-radius: 6px }
</style>
</head>
<body>
<h1>Vu Desktop ${escaped(version)}: every screen</h1>
<p>${stops.length} screens and states, each in light and dark, from the running application.</p>
${sections.join('\n')}
</body>
</html>
`;
}

function figure(stop: Stop): string {
  const pictures = SCHEMES.map(
    (scheme) =>
      `<a href="${pictureOf(stop, scheme)}"><img src="${pictureOf(stop, scheme)}" loading="lazy" alt="${escaped(stop.title)}, ${scheme}"></a>`,
  );
  return `<figure id="${stop.id}"><figcaption>${escaped(stop.title)}</figcaption><div>${pictures.join('')}</div></figure>`;
}
