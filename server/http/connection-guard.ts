import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Log } from '../log.ts';
import type { ProxyTest } from './client-address.ts';
import { canonicalAddress, networkOf } from './client-address.ts';

/**
 * Who may have how many connections. Each takes a descriptor and some 20 kB, so whoever opens them without an end would
 * otherwise leave none: not for the database, and not for anybody else.
 *
 * When there are too many, one makes room for the new one: a browser or desktop opens another when it needs it, while one that is
 * refused has nothing to begin with. Those go first over which nothing whole has ever come, and those last over which a valid
 * token has; among these the one that has been quiet for longest. One on which something is being answered stays.
 */
export interface ConnectionLimits {
  /** All together. */
  readonly most: number;
  /** All those together from networks over which no valid token has come. */
  readonly strangersMost: number;
  /** From one network over which no valid token has come. */
  readonly strangerMost: number;
  /** From one network over which one has. */
  readonly knownMost: number;
}

/** Ten councils of 1,000 desktops; it was measured with as many. A process holds them in 200 MB. */
const CONNECTIONS_MOST = 10_000;
/** Kept free of callers: GOV.UK Notify, files, name servers, standard output, and what the system needs itself. */
const RESERVED_DESCRIPTORS = 128;
/**
 * More than sign in at once from one address in the busiest minute to be carried (PASSWORD_LIMIT in rate-limit.ts), as after a
 * restart of the API, before the first has.
 */
const STRANGER_MOST = 500;
/** A council of 1,000 desktops behind one address, at four connections each. */
const KNOWN_MOST = 4_000;
/** Half of all is kept for networks over which a valid token has come, however many others there are. */
const STRANGERS_SHARE = 0.5;
/** Networks that are remembered for a valid token. More than this are no council's, and cost memory. */
const KNOWN_NETWORKS_MOST = 10_000;
/** How often what was refused is logged: one line for however many. */
const TELL_MILLISECONDS = 60_000;

/**
 * @param descriptors that this process may have; null for no limit
 * @param others that it needs for something else, such as the database
 */
export function connectionLimits(descriptors: number | null, others: number): ConnectionLimits {
  const left = descriptors === null ? CONNECTIONS_MOST : Math.max(descriptors - RESERVED_DESCRIPTORS - others, Math.floor(descriptors / 2));
  const most = Math.max(1, Math.min(CONNECTIONS_MOST, left));
  const strangersMost = Math.max(1, Math.floor(most * STRANGERS_SHARE));
  return { most, strangersMost, strangerMost: Math.min(STRANGER_MOST, strangersMost), knownMost: Math.min(KNOWN_MOST, most) };
}

/** What has come over a connection, in the order in which they are given up. */
const NOTHING_WHOLE = 0;
const REQUEST = 1;
const VALID_TOKEN = 2;
type Standing = typeof NOTHING_WHOLE | typeof REQUEST | typeof VALID_TOKEN;

interface Connection {
  standing: Standing;
  readonly socket: Socket;
  readonly network: Network;
  /** Both ends' names. */
  readonly peer: string;
  /** Requests under way, some perhaps still arriving. */
  readonly requests: Set<IncomingMessage>;
}

/** Something that has arrived whole is being answered. What is still arriving may take its time for ever. */
const isBusy = ({ requests }: Connection): boolean => [...requests].some((request) => request.complete);

interface Network {
  readonly name: string;
  /** The proxies of IT themselves: everybody comes from them. */
  readonly proxy: boolean;
  known: boolean;
  /** By their standing; of each, those that have been quiet for longest come first. */
  readonly connections: readonly [Set<Connection>, Set<Connection>, Set<Connection>];
}

const sizeOf = ({ connections: [nothing, request, token] }: Network): number => nothing.size + request.size + token.size;

export interface ConnectionGuard {
  /** A valid token has come over this connection: its network is known from now on. */
  vouch(socket: Socket): void;
  readonly open: number;
  /** The server takes no more: those that have brought nothing are closed, since it would wait for them. */
  close(): void;
}

/** Keeps the connections of a server within limits, from now on. */
export function guardConnections(server: HttpServer, limits: ConnectionLimits, isProxy: ProxyTest, log: Log): ConnectionGuard {
  const networks = new Map<string, Network>();
  /** By both ends' names: a TLS socket is another object than the connection under it. */
  const byPeer = new Map<string, Connection>();
  const known = new Set<string>();
  let strangers = 0;
  let refused = 0;
  let closed = 0;

  const networkFor = (address: string): Network => {
    const canonical = canonicalAddress(address) ?? address;
    const name = networkOf(canonical);
    const found = networks.get(name);
    if (found) return found;
    const made = {
      name,
      proxy: isProxy(canonical),
      known: known.has(name),
      connections: [new Set(), new Set(), new Set()],
    } satisfies Network;
    networks.set(name, made);
    return made;
  };
  const isStranger = ({ known: isKnown, proxy }: Network): boolean => !isKnown && !proxy;

  const forget = (connection: Connection): void => {
    const { network, peer, standing } = connection;
    if (!network.connections[standing].delete(connection)) return;
    byPeer.delete(peer);
    if (isStranger(network)) strangers -= 1;
    if (sizeOf(network) === 0) networks.delete(network.name);
  };

  /** Closes one of these networks' connections, of whoever has most. False when all are busy. */
  const makeRoom = (among: readonly Network[]): boolean => {
    for (const standing of [NOTHING_WHOLE, REQUEST, VALID_TOKEN] as const) {
      let given: Connection | undefined;
      for (const network of among) {
        if (given !== undefined && sizeOf(network) <= sizeOf(given.network)) continue;
        for (const connection of network.connections[standing]) {
          if (isBusy(connection)) continue;
          given = connection;
          break;
        }
      }
      if (given === undefined) continue;
      closed += 1;
      forget(given);
      given.socket.destroy();
      return true;
    }
    return false;
  };
  const strange = (): Network[] => [...networks.values()].filter(isStranger);

  /** Its standing is this at least, and it is the last of those to be given up. */
  const raise = (connection: Connection, least: Standing): void => {
    const { connections } = connection.network;
    if (!connections[connection.standing].delete(connection)) return;
    connection.standing = least > connection.standing ? least : connection.standing;
    connections[connection.standing].add(connection);
  };

  const hasRoom = (network: Network): boolean => {
    const own = sizeOf(network);
    if (!network.proxy && own >= (network.known ? limits.knownMost : limits.strangerMost) && !makeRoom([network])) return false;
    if (isStranger(network) && strangers >= limits.strangersMost && !makeRoom(strange())) return false;
    return byPeer.size < limits.most || makeRoom(strange()) || makeRoom([...networks.values()]);
  };

  server.on('connection', (socket: Socket) => {
    // Gone again already.
    if (socket.remoteAddress === undefined) return void socket.destroy();
    const network = networkFor(socket.remoteAddress);
    if (!hasRoom(network)) {
      refused += 1;
      if (sizeOf(network) === 0) networks.delete(network.name);
      return void socket.destroy();
    }
    // Making room may have emptied it, and so taken it away.
    networks.set(network.name, network);
    const connection: Connection = {
      standing: NOTHING_WHOLE,
      socket,
      network,
      peer: peerOf(socket),
      requests: new Set(),
    };
    network.connections[connection.standing].add(connection);
    byPeer.set(connection.peer, connection);
    if (isStranger(network)) strangers += 1;
    socket.once('close', () => forget(connection));
  });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const connection = byPeer.get(peerOf(request.socket));
    if (!connection) return;
    connection.requests.add(request);
    response.once('close', () => {
      connection.requests.delete(request);
      if (request.complete) raise(connection, REQUEST);
    });
  });
  // Node says so when the system has no descriptor left for a new connection. Those that there are go on.
  server.on('error', () => {
    refused += 1;
  });

  const tell = (): void => {
    if (refused + closed > 0) log.warn('connections-over-limit', { refused, closed, open: byPeer.size, most: limits.most });
    refused = 0;
    closed = 0;
  };
  const telling = setInterval(tell, TELL_MILLISECONDS).unref();

  return {
    vouch: (socket) => {
      const connection = byPeer.get(peerOf(socket));
      if (connection === undefined || connection.network.proxy) return;
      raise(connection, VALID_TOKEN);
      const { network } = connection;
      if (!network.known) {
        strangers -= sizeOf(network);
        network.known = true;
      }
      // Last in its turn to be forgotten.
      known.delete(network.name);
      known.add(network.name);
      const [oldest] = known;
      if (known.size > KNOWN_NETWORKS_MOST && oldest !== undefined) known.delete(oldest);
    },
    get open() {
      return byPeer.size;
    },
    close: () => {
      clearInterval(telling);
      for (const { standing, requests, socket } of [...byPeer.values()]) {
        if (standing === NOTHING_WHOLE && requests.size === 0) socket.destroy();
      }
      tell();
    },
  };
}

/** The client's end. Of one that is gone already, nothing is known any more. */
const peerOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`;
