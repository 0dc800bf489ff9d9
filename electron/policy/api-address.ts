/** Where the address of the API came from, strongest first. */
export type AddressSource = 'policy' | 'argument' | 'saved' | 'none';

export interface ApiAddress {
  readonly address: string | null;
  readonly source: AddressSource;
}

/**
 * Which address counts. On a council's computer IT's file does, so that no shortcut with an argument of its own can
 * point people at an API that IT didn't choose; an unpackaged build is a developer's, whose argument comes first.
 * The rules for an address itself (HTTPS, or this computer) are the connection's, and hold for every source.
 */
export function chooseAddress(
  from: { readonly policy: string | null; readonly argument: string | null; readonly saved: string | null },
  packaged: boolean,
): ApiAddress {
  const order: readonly Exclude<AddressSource, 'none'>[] = packaged ? ['policy', 'argument', 'saved'] : ['argument', 'policy', 'saved'];
  for (const source of order) {
    const address = from[source];
    if (address !== null) return { address, source };
  }
  return { address: null, source: 'none' };
}
