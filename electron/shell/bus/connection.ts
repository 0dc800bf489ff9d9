import { connect, type Socket } from 'node:net';
import type { BusSocket } from './address.ts';
import { decode, encode, MESSAGE, type Message } from './message.ts';

/** A bus that doesn't answer within this is as good as none. */
const ANSWER_WITHIN_MS = 2_000;

const BUS = { destination: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus', interface: 'org.freedesktop.DBus' } as const;
const LINE_END = '\r\n';
/** The bus says `OK` and its name; anything longer is no bus. */
const GREETING_MOST = 1024;

export interface BusCall {
  readonly destination: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly words: readonly string[];
}

export interface Bus {
  /** What a call was answered with. Rejects for an error, for none in time, and when the connection is gone. */
  call(call: BusCall): Promise<readonly unknown[]>;
  /** Hears every signal that fits from now on. */
  listen(rule: string): Promise<void>;
  close(): void;
}

export interface BusOptions {
  readonly socket: BusSocket;
  readonly userId: number;
  readonly heard: (signal: Message) => void;
  /** The connection is gone, after it was there. */
  readonly lost: () => void;
}

/** Connects to a bus as the person whose process this is: the bus asks the system who that is. Rejects where it can't. */
export async function connectBus({ socket: { path }, userId, heard, lost }: BusOptions): Promise<Bus> {
  const socket = connect({ path });
  const waiting = new Map<number, { settle(body: readonly unknown[]): void; fail(reason: Error): void }>();
  let serial = 0;

  const call = ({ words, ...to }: BusCall): Promise<readonly unknown[]> =>
    new Promise((resolve, reject) => {
      serial += 1;
      const own = serial;
      const end = (): void => {
        waiting.delete(own);
        clearTimeout(late);
      };
      const fail = (reason: Error): void => {
        end();
        reject(reason);
      };
      const late = setTimeout(() => fail(new Error('The bus did not answer in time')), ANSWER_WITHIN_MS);
      waiting.set(own, {
        settle: (body) => {
          end();
          resolve(body);
        },
        fail,
      });
      socket.write(encode({ kind: MESSAGE.call, serial: own, ...to, body: words }));
    });
  const take = (message: Message): void => {
    const asked = message.answers === undefined ? undefined : waiting.get(message.answers);
    if (message.kind === MESSAGE.signal) heard(message);
    else if (message.kind === MESSAGE.answer) asked?.settle(message.body);
    else if (message.kind === MESSAGE.error) asked?.fail(new Error('The bus answered with an error'));
  };

  const rest = await greeted(socket, userId);
  readMessages(socket, rest, take);
  socket.on('close', () => {
    for (const asked of [...waiting.values()]) asked.fail(new Error('The bus is gone'));
    lost();
  });
  await call({ ...BUS, member: 'Hello', words: [] });
  return {
    call,
    listen: async (rule) => {
      await call({ ...BUS, member: 'AddMatch', words: [rule] });
    },
    close: () => void socket.destroy(),
  };
}

/** Signs in to the bus, and answers what it sent beyond that. */
function greeted(socket: Socket, userId: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const fail = (): void => {
      socket.destroy();
      reject(new Error('There is no bus'));
    };
    const late = setTimeout(fail, ANSWER_WITHIN_MS);
    let come = Buffer.alloc(0);
    const read = (bytes: Buffer): void => {
      come = Buffer.concat([come, bytes]);
      const end = come.indexOf(LINE_END);
      if (end < 0 && come.length <= GREETING_MOST) return;
      if (!come.subarray(0, Math.max(end, 0)).toString('latin1').startsWith('OK ')) {
        fail();
        return;
      }
      clearTimeout(late);
      socket.off('data', read);
      socket.off('close', fail);
      socket.write(`BEGIN${LINE_END}`);
      resolve(come.subarray(end + LINE_END.length));
    };
    socket.on('data', read);
    // An error is followed by the end.
    socket.on('error', () => {});
    socket.on('close', fail);
    const identity = Buffer.from(String(userId), 'latin1').toString('hex');
    socket.on('connect', () => socket.write(`\0AUTH EXTERNAL ${identity}${LINE_END}`));
  });
}

/** Hands over each message as it is whole. What is no message ends the connection. */
function readMessages(socket: Socket, rest: Buffer, take: (message: Message) => void): void {
  let come = rest;
  const read = (bytes: Buffer): void => {
    come = come.length === 0 ? bytes : Buffer.concat([come, bytes]);
    try {
      for (let next = decode(come); next !== null; next = decode(come)) {
        come = come.subarray(next.length);
        take(next.message);
      }
    } catch {
      socket.destroy();
    }
  };
  socket.on('data', read);
  if (rest.length > 0) read(Buffer.alloc(0));
}
