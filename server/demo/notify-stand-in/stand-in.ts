import type { Clock } from '../../clock.ts';

/** A message as its reader sees it. */
export interface OutboxMessage {
  readonly id: string;
  /** The number as it was given to Notify. */
  readonly to: string;
  /** What the phone shows, service name included. */
  readonly body: string;
  readonly status: string;
  readonly createdAt: string;
}

export interface StandInOptions {
  /** 0 (default) takes any free port. */
  readonly port?: number;
  /** Loopback only: anything else is refused. */
  readonly host?: string;
  /** Moves statuses, limits and time stamps. */
  readonly clock?: Clock;
  readonly onMessage?: (message: OutboxMessage) => void;
  /** Where delivery receipts go, and the bearer token that goes with them. */
  readonly callback?: { readonly url: string; readonly bearerToken: string };
}

export interface StandIn {
  /** Without a trailing slash. */
  readonly url: string;
  readonly apiKey: string;
  readonly teamApiKey: string;
  readonly testApiKey: string;
  readonly templateIds: { readonly en: string; readonly cy: string };
  close(): Promise<void>;
}

/** Starts a stand-in for GOV.UK Notify's servers on this computer. */
export function startNotifyStandIn(options: StandInOptions = {}): Promise<StandIn> {
  return Promise.reject(new Error(`not built yet: ${options.host ?? '127.0.0.1'}`));
}
