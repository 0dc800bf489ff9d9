import type { Api, Connection } from '../sign-in/ports.ts';

/** What `fetch` must look like; Electron's `net.fetch` and Node's both do. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface ConnectionOptions {
  readonly fetch: Fetch;
  /** The address to start with: from an argument, IT's file or the saved settings. Already checked, or null. */
  readonly address: string | null;
  readonly managed: boolean;
  /** Saves an address that has been checked. */
  readonly save: (address: string) => void;
  readonly now: () => number;
  readonly userAgent: string;
  /** Milliseconds a call may take. */
  readonly timeoutMs?: number;
}

/** The API and where it is. The address in use changes only through `connection.connect`. */
export declare function createConnection(options: ConnectionOptions): { readonly api: Api; readonly connection: Connection };
