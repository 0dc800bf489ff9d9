import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { socketsOf } from '../../electron/shell/bus/address.ts';
import { decode, encode, MESSAGE, MESSAGE_MOST, type Message } from '../../electron/shell/bus/message.ts';
import { logindSays, screenSaverSays } from '../../electron/shell/screen-lock.ts';

const SIGNAL = {
  kind: MESSAGE.signal,
  serial: 7,
  path: '/org/gnome/ScreenSaver',
  interface: 'org.gnome.ScreenSaver',
  member: 'ActiveChanged',
};

/** What comes out of a buffer; `none` where it is no message. */
function decoded(bytes: Buffer): Message | 'none' | 'more' {
  try {
    return decode(bytes)?.message ?? 'more';
  } catch {
    return 'none';
  }
}

describe('a message of D-Bus', () => {
  test('comes out as it went in, and never before it is whole', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 4 }), fc.nat(200), (words, cut) => {
        const bytes = encode({ ...SIGNAL, body: words });
        expect(decoded(bytes)).toEqual({ ...SIGNAL, body: words });
        if (cut < bytes.length) expect(decoded(bytes.subarray(0, cut))).toBe('more');
      }),
    );
  });

  test('that was damaged on its way is a message, is none, or waits for more; nothing else comes of it', () => {
    const whole = encode({ ...SIGNAL, body: ['one', 'two'] });
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, value) => {
        const bytes = Buffer.from(whole);
        bytes[at] = value;
        expect(['none', 'more', 'object']).toContain(typeof decoded(bytes) === 'object' ? 'object' : decoded(bytes));
      }),
    );
  });

  test('that says it is longer than any is none, before it has come', () => {
    const bytes = encode({ ...SIGNAL, body: [] });
    bytes.writeUInt32LE(MESSAGE_MOST, 4);
    expect(decoded(bytes)).toBe('none');
  });

  test('of one byte order is read like one of the other', () => {
    // A boolean in a signal, as a computer of the other order writes it.
    const big = Buffer.from('42040001000000040000000700000007080167000162000000000001', 'hex');
    expect(decoded(big)).toMatchObject({ kind: MESSAGE.signal, serial: 7, body: [true] });
  });
});

test('a bus is found at the sockets that its address names, and on no other computer', () => {
  expect(socketsOf('unix:path=/run/user/1000/bus,guid=00;tcp:host=attacker.example,port=1')).toEqual([{ path: '/run/user/1000/bus' }]);
  expect(socketsOf('unix:abstract=/tmp/dbus-x')).toEqual([{ path: '\0/tmp/dbus-x' }]);
  expect(socketsOf('unix:path=/tmp/a%20b')).toEqual([{ path: '/tmp/a b' }]);
  for (const none of ['', 'unix:', 'autolaunch:', 'unixexec:path=/bin/sh', 'unix:tmpdir=/tmp']) expect(socketsOf(none)).toEqual([]);
});

test('what a screen saver and logind say is understood, and what only looks like it isn’t', () => {
  const saver = (of: string, body: unknown[], member = 'ActiveChanged') => screenSaverSays({ ...SIGNAL, interface: of, member, body });
  expect([saver('org.freedesktop.ScreenSaver', [true]), saver('org.mate.ScreenSaver', [false])]).toEqual(['locked', 'unlocked']);
  expect([
    saver('org.gnome.Music', [true]),
    saver('org.gnome.ScreenSaver', ['yes']),
    saver('org.gnome.ScreenSaver', [true], 'Other'),
  ]).toEqual([null, null, null]);
  const session = 'org.freedesktop.login1.Session';
  const properties = (of: string, changes: unknown) =>
    logindSays({ ...SIGNAL, interface: 'org.freedesktop.DBus.Properties', member: 'PropertiesChanged', body: [of, changes, []] });
  expect(
    properties(session, [
      ['IdleHint', true],
      ['LockedHint', true],
    ]),
  ).toBe('locked');
  expect(properties(session, [['Active', false]])).toBe('locked');
  expect(properties(session, [['Active', true]])).toBe('unlocked');
  expect([properties(session, [['IdleHint', true]]), properties('org.other', [['LockedHint', true]]), properties(session, 'x')]).toEqual([
    null,
    null,
    null,
  ]);
});
