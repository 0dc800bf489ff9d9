import { about } from '../../shared/sign-in/operations.ts';
import type { Api, Connection } from '../sign-in/ports.ts';
import { checkAddress } from './address.ts';
import { API_TIMEOUT_MS, createApiClient } from './client.ts';
import type { Fetch } from './exchange.ts';

export interface ConnectionOptions {
  /** By Electron's `net`, so that the system's proxy and certificates apply; Node's in tests. */
  readonly fetch: Fetch;
  /** The address to start with, from an argument, IT's file or the saved settings; null at first run. */
  readonly address: string | null;
  /** True when IT set the address, so that it can't be changed here. */
  readonly managed: boolean;
  /** Saves an address that has been checked. */
  readonly save: (address: string) => void;
  readonly userAgent: string;
  /** Seconds since the person last did anything; null where that can't be known. */
  readonly inputAge?: () => number | null;
  /** How long a call may take, in milliseconds; API_TIMEOUT_MS when not given. */
  readonly timeoutMs?: number;
}

/**
 * The API and where it is. The address in use changes only through `connection.use`. One that was given but does
 * not stand the check counts as none, so that nothing is ever sent there.
 */
export function createConnection(options: ConnectionOptions): { readonly api: Api; readonly connection: Connection } {
  const timeoutMs = options.timeoutMs ?? API_TIMEOUT_MS;
  const { fetch, userAgent, inputAge } = options;
  const clientAt = (baseUrl: string): Api => createApiClient({ fetch, userAgent, timeoutMs, baseUrl, ...(inputAge && { inputAge }) });
  const given = options.address === null ? null : checkAddress(options.address);
  let current = given?.ok ? { address: given.address, client: clientAt(given.address) } : null;
  let answered: typeof current = null;
  const stays = (): boolean => options.managed && current !== null;

  return {
    api: {
      call: (operation, input) =>
        current === null ? Promise.resolve({ ok: false, failure: { kind: 'unreachable' } }) : current.client.call(operation, input),
    },
    connection: {
      managed: options.managed,
      current: () => current?.address ?? null,
      check: (typed) => (stays() ? { ok: false, problem: 'address-invalid' } : checkAddress(typed)),
      async ask(asked) {
        const checked = stays() ? null : checkAddress(asked);
        if (!checked?.ok) return checked ?? { ok: false, problem: 'address-invalid' };
        const { address } = checked;
        const client = clientAt(address);
        const outcome = await client.call(about, { params: {}, body: {}, bearer: null });
        if (!outcome.ok) return { ok: false, problem: outcome.failure };
        answered = { address, client };
        return { ok: true, address, about: outcome.answer };
      },
      use(address) {
        if (stays() || answered?.address !== address) return;
        current = answered;
        options.save(address);
      },
    },
  };
}
