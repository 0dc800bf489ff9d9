import type { Answer } from './exchange.ts';

/** Reads an answer's body as text, or stops at `most` bytes: null when there is more. */
export async function readBody({ headers, body }: Answer, most: number): Promise<string | null> {
  if (body === null) return '';
  // Whatever the length that was declared: it is only a promise, and compression makes it small. But one that says
  // at once that it is too much is believed.
  const declaredTooMuch = Number(headers.get('content-length') ?? 0) > most;
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    // To leave the loop is to end the request.
    if (declaredTooMuch || bytes > most) return null;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
