/** A socket of a bus, as Node's `connect` takes it. */
export interface BusSocket {
  readonly path: string;
}

function unescaped(value: string): string {
  return value.replace(/%([0-9a-f]{2})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/**
 * The sockets of this computer that a bus's address names, in its order: `unix:path=…` and Linux's `unix:abstract=…`. A bus
 * on another computer is none that a screen is locked on.
 */
export function socketsOf(address: string): BusSocket[] {
  return address.split(';').flatMap((each) => {
    if (!each.startsWith('unix:')) return [];
    const keys = new Map(
      each
        .slice('unix:'.length)
        .split(',')
        .map((pair): [string, string] => [pair.split('=')[0] ?? '', unescaped(pair.slice(pair.indexOf('=') + 1))]),
    );
    const path = keys.get('path');
    const abstract = keys.get('abstract');
    if (path !== undefined) return [{ path }];
    return abstract === undefined ? [] : [{ path: `\0${abstract}` }];
  });
}
