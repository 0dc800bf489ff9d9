const HIGHEST_PORT = 65_535;

/** @throws Error that names the option, for anything that is no port */
export function portNumber(option: string, text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > HIGHEST_PORT)
    throw new Error(`${option} takes a port from 1 to ${HIGHEST_PORT}, not "${text}".`);
  return port;
}
