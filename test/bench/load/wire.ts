import { connect, type Socket } from 'node:net';

/** An answer off the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly body: string;
}

/**
 * One kept-alive connection, one request at a time, with no more HTTP than the API's own answers need: node:http would
 * spend as much of the two processors as the API, and take it away from what is measured.
 */
export class Wire {
  readonly #socket: Socket;
  #read = '';
  #answered: ((answer: WireAnswer) => void) | null = null;
  #failed: ((error: Error) => void) | null = null;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true).setEncoding('latin1');
    socket.on('data', (text: string) => this.#take(text));
    const lost = (error?: Error): void => this.#failed?.(error ?? new Error('the API closed the connection'));
    socket.on('error', lost);
    socket.on('close', () => lost());
  }

  static open(url: string): Promise<Wire> {
    const { hostname, port } = new URL(url);
    return new Promise((resolve, reject) => {
      const socket = connect({ host: hostname, port: Number(port) }, () => resolve(new Wire(socket)));
      socket.once('error', reject);
    });
  }

  /** @param request the whole of it as text, one byte a character */
  ask(request: string): Promise<WireAnswer> {
    return new Promise((resolve, reject) => {
      this.#answered = resolve;
      this.#failed = reject;
      this.#socket.write(request, 'latin1');
    });
  }

  close(): void {
    this.#failed = null;
    this.#socket.destroy();
  }

  #take(text: string): void {
    this.#read += text;
    const end = this.#read.indexOf('\r\n\r\n');
    if (end < 0) return;
    const length = /\r\ncontent-length: (\d+)/i.exec(this.#read.slice(0, end))?.[1];
    if (length === undefined) {
      this.#failed?.(new Error('an answer without a length'));
      return;
    }
    const whole = end + '\r\n\r\n'.length + Number(length);
    if (this.#read.length < whole) return;
    const answer = { status: Number(this.#read.slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length)), body: this.#read.slice(-Number(length)) };
    this.#read = '';
    this.#answered?.(answer);
  }
}

/** A request as it goes over the wire. */
export function wireRequest(method: string, path: string, headers: Readonly<Record<string, string>>, body: string | null): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const content = body === null ? '' : `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`;
  return `${method} ${path} HTTP/1.1\r\nhost: api\r\n${lines.join('')}${content}\r\n${body ?? ''}`;
}
