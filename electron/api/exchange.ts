/** One request: the part of `fetch`'s second argument that the client uses. */
export interface Asked {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** A redirect would take a password or a token to where nobody checked. */
  readonly redirect: 'error';
  /** No cookies, no cache: a token is the only thing that says who is calling, and answers are about people. */
  readonly credentials: 'omit';
  readonly cache: 'no-store';
  readonly signal: AbortSignal;
}

/** One answer: the part of `fetch`'s `Response` that the client reads. Whoever stops reading the body ends the request. */
export interface Answer {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: AsyncIterable<Uint8Array> | null;
}

/** Node's `fetch` is one, in tests, and what the desktop sends by (electron/shell/net.ts) is another. */
export type Fetch = (url: string, asked: Asked) => Promise<Answer>;
