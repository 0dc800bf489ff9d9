import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect, type Socket } from 'node:net';
import path from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { inheritedEnvironment } from '../../build/environment.mjs';
import { asUser, makePrivateFolder, unprivilegedUser } from '../../build/unprivileged.mjs';
import { COUNCIL_AUTHORITY, COUNCIL_CERTIFICATE, COUNCIL_HOST, COUNCIL_KEY } from './certificate.ts';
import { listenOnLoopback } from './loopback.ts';

/** A council's network on this machine: its server has a certificate of its own authority, and only a proxy reaches it. */
export interface CouncilNetwork {
  /** What the desktop is given. Its name can be resolved by the proxy alone. */
  readonly address: string;
  /** `http://127.0.0.1:…` */
  readonly proxy: string;
  /** A script that sends the council's own names to the proxy, and everything else to nowhere. */
  readonly pac: string;
  /** What the proxy was asked to connect to, each once. */
  readonly connected: ReadonlySet<string>;
  /** Requests that were put to the proxy in the open instead of through a tunnel. */
  readonly inTheOpen: readonly string[];
  /** How often the script was read. */
  readonly pacReads: () => number;
  close(): void;
}

function join(one: Socket, other: Socket): void {
  one.pipe(other).pipe(one);
  for (const socket of [one, other]) socket.on('error', () => [one, other].forEach((each) => void each.destroy()));
}

/** Starts it in front of an API that speaks plain HTTP on this machine. */
export async function startCouncilNetwork(apiUrl: string): Promise<CouncilNetwork> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): void => void sockets.add(socket);
  const front = createTlsServer({ key: COUNCIL_KEY, cert: COUNCIL_CERTIFICATE }, (client) => {
    keep(client);
    join(client, connect(Number(new URL(apiUrl).port), '127.0.0.1'));
  });
  const frontPort = await listenOnLoopback(front);
  const connected = new Set<string>();
  const inTheOpen: string[] = [];
  let pacReads = 0;
  const proxy = createServer((request, response) => {
    if (request.url === '/proxy.pac') {
      pacReads += 1;
      const script = `function FindProxyForURL(url, host) { return host === '${COUNCIL_HOST}' ? 'PROXY ${request.headers.host}' : 'PROXY 127.0.0.1:9'; }`;
      response.writeHead(200, { 'content-type': 'application/x-ns-proxy-autoconfig' }).end(script);
      return;
    }
    inTheOpen.push(request.url ?? '');
    response.writeHead(403).end();
  });
  proxy.on('connection', keep);
  proxy.on('connect', (request, client: Socket) => {
    connected.add(request.url ?? '');
    if (request.url !== `${COUNCIL_HOST}:443`) {
      client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    const upstream = connect(frontPort, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      join(client, upstream);
    });
  });
  const proxyPort = await listenOnLoopback(proxy);
  return {
    address: `https://${COUNCIL_HOST}`,
    proxy: `http://127.0.0.1:${proxyPort}`,
    pac: `http://127.0.0.1:${proxyPort}/proxy.pac`,
    connected,
    inTheOpen,
    pacReads: () => pacReads,
    close() {
      for (const socket of sockets) socket.destroy();
      front.close();
      proxy.close();
    },
  };
}

type SystemProxy = { readonly https_proxy: string } | { readonly auto_proxy: string };

/**
 * What the system says of the proxy, as Chromium reads it on a Linux desktop that has no settings of its own for it: in
 * variables. (GNOME's settings come before them there; so another desktop's name goes with them.)
 */
export function systemProxy(set: SystemProxy): Readonly<Record<string, string>> {
  return { XDG_CURRENT_DESKTOP: 'LXDE', ...set };
}

/**
 * A home folder for the user that runs the desktop, whose certificate store trusts the council's authority: on Linux,
 * Chromium reads the store of NSS there. Made with the tool that IT uses.
 */
export function homeTrustingAuthority(parent: string): string {
  const home = mkdtempSync(path.join(parent, 'home-'));
  makePrivateFolder(home);
  const store = path.join(home, '.pki', 'nssdb');
  const certificate = path.join(parent, 'authority.pem');
  writeFileSync(certificate, COUNCIL_AUTHORITY);
  chmodSync(certificate, 0o644);
  const run = (program: string, ...args: string[]): void => {
    const command = [program, ...args];
    const { file, args: all } = unprivilegedUser === null ? { file: program, args } : asUser(unprivilegedUser, command);
    execFileSync(file, all, { cwd: '/', env: { ...inheritedEnvironment(), HOME: home }, stdio: ['ignore', 'ignore', 'pipe'] });
  };
  mkdirSync(path.dirname(store), { recursive: true });
  makePrivateFolder(path.dirname(store));
  run('mkdir', store);
  run('certutil', '-d', `sql:${store}`, '-N', '--empty-password');
  run('certutil', '-d', `sql:${store}`, '-A', '-t', 'C,,', '-n', 'Porthaven test authority', '-i', certificate);
  rmSync(certificate);
  return home;
}
