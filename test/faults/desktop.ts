import { request } from 'node:http';
import type { Operation } from '../../shared/operation.ts';
import { pathOf } from '../support/client.ts';
import type { Target } from './plan.ts';
import type { Strikes } from './strikes.ts';
import type { World } from './world.ts';

/** Answers from here on say that nothing was done. */
const FAULT_STATUS = 500;

/** Somebody's desktop was killed: what it held in memory is gone, what the keychain holds is not. */
export class DesktopKilled extends Error {
  override readonly name = 'DesktopKilled';
  /** What it had asked for may be carried out yet, after whatever its next run asks for. */
  readonly inFlight: boolean;

  constructor(inFlight: boolean) {
    super();
    this.inFlight = inFlight;
  }
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
  readonly codes?: readonly string[];
  /** Who waits for a pass. */
  readonly requests?: readonly { readonly id: string; readonly email: string; readonly number: number }[];
  readonly passRequest?: { readonly number: number } | null;
  readonly error?: { readonly code: string; readonly details?: { readonly attemptsLeft?: number } };
}

/** What is sent with a request, beside its token. */
export interface Sent {
  readonly params?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/**
 * A desktop as the API sees it: a client that can vanish in the middle of a request. What the real one does when it is
 * killed is tested with the real one (test/desktop/journeys/killed.spec.ts).
 */
export class Desktop {
  readonly #world: World;
  readonly #network: string;
  readonly #strikes: Strikes;
  /** Killed between two requests. */
  #killed = false;

  constructor(world: World, network: string, strikes: Strikes) {
    this.#world = world;
    this.#network = network;
    this.#strikes = strikes;
  }

  /** @throws DesktopKilled when it was this desktop's turn. */
  ask(operation: Operation, token: string | null, { params, body = {} }: Sent = {}): Promise<Reply> {
    if (this.#killed) {
      this.#killed = false;
      return Promise.reject(new DesktopKilled(false));
    }
    const faults = this.#strikes.next();
    return new Promise((resolve, reject) => {
      let waits = true;
      const end = (reply: Reply): void => {
        waits = false;
        resolve(reply);
      };
      const strike = (target: Target, inFlight: boolean): void => {
        if (target !== 'desktop') {
          this.#world.kill(target);
          return;
        }
        if (waits) reject(new DesktopKilled(inFlight));
        else this.#killed = true;
        waits = false;
        sending.destroy();
      };
      const sending = request(`${this.#world.anInstance()}${pathOf(operation, params)}`, {
        method: operation.method,
        agent: false,
        headers: {
          ...(operation.method === 'POST' && { 'content-type': 'application/json' }),
          'x-forwarded-for': this.#network,
          ...(token !== null && { authorization: `Bearer ${token}` }),
        },
      });
      sending.on('response', (response) => {
        let atAnswer = faults.filter(({ moment }) => moment === 'answered');
        // Something else was killed meanwhile, and nothing is done whose answer could be lost.
        if ((response.statusCode ?? 0) >= FAULT_STATUS) {
          this.#strikes.putOff(atAnswer);
          atAnswer = [];
        }
        for (const { target } of atAnswer) strike(target, false);
        // Whatever it says went down with what was killed.
        if (atAnswer.length > 0) {
          sending.destroy();
          return end({ came: false });
        }
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', () => end({ came: false }));
        response.on('close', () => {
          if (response.complete)
            end({ came: true, status: response.statusCode ?? 0, body: JSON.parse(Buffer.concat(chunks).toString()) as Body });
          else end({ came: false });
        });
      });
      sending.on('error', () => {
        if (waits) this.#strikes.putOff(faults.filter(({ moment }) => moment === 'answered'));
        end({ came: false });
      });
      if (operation.method === 'POST') sending.write(JSON.stringify(body));
      sending.end(() => {
        for (const { target, moment } of faults) if (moment !== 'answered') setTimeout(() => strike(target, true), moment);
      });
    });
  }
}
