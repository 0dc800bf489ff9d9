import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import path from 'node:path';
import { firstLine } from '../../build/session/first-line.ts';
import { decode, encode, MESSAGE, type Message } from '../../electron/shell/bus/message.ts';

/** Stands for systemd's session manager on a real system bus of its own: owns its name, knows its sessions, says what it says. */
export interface Logind {
  /** For DBUS_SYSTEM_BUS_ADDRESS. */
  readonly address: string;
  /** Says `Lock` or `Unlock` of a session, as `loginctl lock-session` has it do. */
  say(session: SessionPath, member: 'Lock' | 'Unlock'): void;
  /** Says that a property of a session has another value now. */
  changes(session: SessionPath, property: 'LockedHint' | 'Active', value: boolean): void;
  stop(): void;
}

const NAME = 'org.freedesktop.login1';
const SESSION = `${NAME}.Session`;
const PROPERTIES = 'org.freedesktop.DBus.Properties';
type SessionPath = `/org/freedesktop/login1/session/${string}`;

/** As Debian's own, but that anybody may take the name: the test isn't root's service. */
const configuration = (socket: string): string => `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path=${socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <allow own="*"/>
    <allow send_type="method_call"/>
    <allow send_type="signal"/>
    <allow send_requested_reply="true" send_type="method_return"/>
    <allow send_requested_reply="true" send_type="error"/>
    <allow receive_type="method_call"/>
    <allow receive_type="method_return"/>
    <allow receive_type="error"/>
    <allow receive_type="signal"/>
  </policy>
</busconfig>
`;

/** A struct of a number and a path, in a variant: the user of a session. */
function userOf(id: number): { readonly signature: string; readonly bytes: Buffer } {
  const at = '/org/freedesktop/login1/user/x';
  const variant = Buffer.from('\u0004(uo)\0\0\0', 'latin1');
  const number = Buffer.alloc(8);
  number.writeUInt32LE(id, 0);
  number.writeUInt32LE(at.length, 4);
  return { signature: 'v', bytes: Buffer.concat([variant, number, Buffer.from(`${at}\0`)]) };
}

/** The body of `PropertiesChanged` for one property that is true or false. */
function changed(property: string, value: boolean): { readonly signature: string; readonly bytes: Buffer } {
  const parts: Buffer[] = [];
  const length = (): number => parts.reduce((sum, part) => sum + part.length, 0);
  const align = (to: number): void => void parts.push(Buffer.alloc((to - (length() % to)) % to));
  const uint32 = (number: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(number);
    return bytes;
  };
  const text = (words: string): void => {
    align(4);
    parts.push(uint32(words.length), Buffer.from(`${words}\0`));
  };
  text(SESSION);
  align(4);
  const size = uint32(0);
  parts.push(size);
  align(8);
  const begin = length();
  text(property);
  parts.push(Buffer.from('\u0001b\0', 'latin1'));
  align(4);
  parts.push(uint32(value ? 1 : 0));
  size.writeUInt32LE(length() - begin);
  align(4);
  parts.push(uint32(0));
  return { signature: 'sa{sv}as', bytes: Buffer.concat(parts) };
}

/** `owners` are the ids of the users that the sessions belong to. */
export async function startLogind(folder: string, owners: ReadonlyMap<SessionPath, number>): Promise<Logind> {
  const file = path.join(folder, 'system-bus.conf');
  const socketPath = path.join(folder, 'system-bus');
  writeFileSync(file, configuration(socketPath));
  const daemon: ChildProcess = spawn('dbus-daemon', ['--config-file', file, '--nofork', '--nopidfile', '--print-address=1'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (daemon.stdout === null || (await firstLine(daemon.stdout)) === null)
    throw new Error('D-Bus did not start. On Debian: apt-get install dbus');

  const socket: Socket = connect({ path: socketPath });
  let serial = 0;
  const next = (): number => {
    serial += 1;
    return serial;
  };
  const bus = { destination: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus', interface: 'org.freedesktop.DBus' };
  const ask = (member: string, bytes: Buffer, signature: string): void =>
    void socket.write(encode({ kind: MESSAGE.call, serial: next(), ...bus, member, body: { signature, bytes } }));
  const answer = ({ serial: answers, sender, path: at }: Message): void => {
    const owner = [...owners].find(([session]) => session === at)?.[1];
    const to = { serial: next(), answers, ...(sender === undefined ? {} : { destination: sender }) };
    socket.write(
      encode(
        owner === undefined
          ? { kind: MESSAGE.error, ...to, errorName: `${NAME}.NoSuchSession`, body: [] }
          : { kind: MESSAGE.answer, ...to, body: userOf(owner) },
      ),
    );
  };
  await new Promise<void>((resolve, reject) => {
    let come = Buffer.alloc(0);
    let greeted = false;
    socket.on('error', reject);
    socket.on('connect', () => socket.write(`\0AUTH EXTERNAL ${Buffer.from(String(process.getuid?.())).toString('hex')}\r\n`));
    socket.on('data', (bytes: Buffer) => {
      come = Buffer.concat([come, bytes]);
      if (!greeted) {
        const end = come.indexOf('\r\n');
        if (end < 0) return;
        greeted = true;
        come = come.subarray(end + 2);
        socket.write('BEGIN\r\n');
        ask('Hello', Buffer.alloc(0), '');
        const name = Buffer.concat([Buffer.alloc(4), Buffer.from(`${NAME}\0`)]);
        name.writeUInt32LE(NAME.length);
        const padded = Buffer.concat([name, Buffer.alloc((4 - (name.length % 4)) % 4), Buffer.alloc(4)]);
        ask('RequestName', padded, 'su');
      }
      for (let found = decode(come); found !== null; found = decode(come)) {
        come = come.subarray(found.length);
        const { message } = found;
        if (message.kind === MESSAGE.call) answer(message);
        // The second of the two that were asked.
        if (message.kind === MESSAGE.answer && message.answers === 2) resolve();
      }
    });
  });
  const signal = (at: SessionPath, from: string, member: string, body: { signature: string; bytes: Buffer }): void =>
    void socket.write(encode({ kind: MESSAGE.signal, serial: next(), path: at, interface: from, member, body }));
  return {
    address: `unix:path=${socketPath}`,
    say: (session, member) => signal(session, SESSION, member, { signature: '', bytes: Buffer.alloc(0) }),
    changes: (session, property, value) => signal(session, PROPERTIES, 'PropertiesChanged', changed(property, value)),
    stop: () => {
      socket.destroy();
      daemon.kill('SIGKILL');
    },
  };
}
