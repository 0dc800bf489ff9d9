import type { Answer } from './exchange.ts';

/** Reads an answer's body as text, or stops at `most` bytes: null when there is more. */
export async function readBody({ headers, body }: Answer, most: number): Promise<string | null> {
  if (body === null) return '';
  if (Number(headers.get('content-length') ?? 0) > most) {
    await body[Symbol.asyncIterator]().return?.();
    return null;
  }
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    // Counted as it arrives: a length that was declared is only a promise, and compression makes it small. To leave the
    // loop is to end the request.
    if (bytes > most) return null;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
