import { request } from 'node:http';
import type { Operation } from '../../shared/operation.ts';
import type { Fault } from './plan.ts';
import type { World } from './world.ts';

/** Somebody's desktop was killed: what it held in memory is gone, what the keychain holds is not. */
export class DesktopKilled extends Error {
  override readonly name = 'DesktopKilled';
}

export type Reply =
  | { readonly came: true; readonly status: number; readonly body: Body }
  /** Nobody knows whether the request was carried out. */
  | { readonly came: false };

/** What answers and refusals have that a journey looks at. */
export interface Body {
  readonly outcome?: string;
  readonly challengeToken?: string;
  readonly challenge?: { readonly textMessage: unknown };
  readonly sessionToken?: string;
  readonly trustToken?: string | null;
  readonly key?: string;
  readonly error?: { readonly code: string; readonly details?: { readonly attemptsLeft?: number } };
}

/**
 * A desktop as the API sees it: a client that can vanish in the middle of a request. What the real one does with the
 * answers is tested with the real one (test/desktop/journeys/interruptions.spec.ts).
 */
export class Desktop {
  readonly #world: World;
  readonly #faults: readonly Fault[];
  #sent = 0;

  readonly #network: string;

  constructor(world: World, network: string, faults: readonly Fault[]) {
    this.#world = world;
    this.#network = network;
    this.#faults = faults;
  }

  /** @throws DesktopKilled when it was this desktop's turn. */
  ask(operation: Operation, token: string | null, body: unknown = {}): Promise<Reply> {
    const faults = this.#faults.filter((fault) => fault.request === this.#sent);
    this.#sent += 1;
    return new Promise((resolve, reject) => {
      const sending = request(`${this.#world.anInstance()}${operation.path}`, {
        method: operation.method,
        agent: false,
        headers: {
          'content-type': 'application/json',
          'x-forwarded-for': this.#network,
          ...(token !== null && { authorization: `Bearer ${token}` }),
        },
      });
      sending.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', () => resolve({ came: false }));
        response.on('close', () => {
          if (response.complete)
            resolve({ came: true, status: response.statusCode ?? 0, body: JSON.parse(Buffer.concat(chunks).toString()) as Body });
          else resolve({ came: false });
        });
      });
      sending.on('error', () => resolve({ came: false }));
      if (operation.method === 'POST') sending.write(JSON.stringify(body));
      sending.end(() => {
        for (const { target, afterMilliseconds } of faults) {
          setTimeout(() => {
            if (target !== 'desktop') return this.#world.kill(target);
            reject(new DesktopKilled());
            sending.destroy();
          }, afterMilliseconds);
        }
      });
    });
  }
}
