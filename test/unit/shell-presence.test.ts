import { expect, test } from 'vitest';
import { createPresence, ZERO_BELIEVED_MS } from '../../electron/shell/presence-rule.ts';

const MINUTE_MS = 60_000;
/** How often the desktop asks. */
const LOOK_MS = 15_000;

/** A computer, whose system says of its idle time what the test has it say. */
function aComputer(systemIdleSeconds: () => number) {
  let at = 1_000_000;
  let system = systemIdleSeconds;
  const { touched, presence } = createPresence({ now: () => at, systemIdleSeconds: () => system() });
  return {
    touched,
    presence,
    says: (seconds: () => number) => {
      system = seconds;
    },
    /** Lets time go by as the desktop does: it looks again and again. */
    pass: (ms: number) => {
      for (let rest = ms; rest > 0; rest -= LOOK_MS) {
        at += Math.min(rest, LOOK_MS);
        presence.idleSeconds();
      }
    },
  };
}

test('a system that can tell is believed: what the person does elsewhere at the computer counts', () => {
  const computer = aComputer(() => 3);
  computer.pass(20 * MINUTE_MS);
  expect(computer.presence.idleSeconds()).toBe(3);
});

test.each([
  ['says that there was input this very second, as on native Wayland', () => 0],
  ['has no number to say', () => Number.NaN],
  ['says a number below nothing', () => -1],
  [
    'can’t be asked',
    () => {
      throw new Error('no such thing');
    },
  ],
])('where the system %s, what is done in the window decides alone', (_what, says: () => number) => {
  const computer = aComputer(says);
  computer.pass(MINUTE_MS);
  expect(computer.presence.idleSeconds()).toBe(60);
  computer.touched();
  computer.pass(MINUTE_MS / 2);
  expect(computer.presence.idleSeconds()).toBe(30);
});

test('somebody who types elsewhere without a pause is present, and a system that stops telling is believed for minutes only', () => {
  const computer = aComputer(() => 1);
  computer.pass(MINUTE_MS);
  computer.says(() => 0);
  computer.pass(ZERO_BELIEVED_MS);
  expect(computer.presence.idleSeconds()).toBe(0);
  computer.pass(2 * MINUTE_MS);
  expect(computer.presence.idleSeconds()).toBe(120);
});

test('input in the window counts where the system has seen none: a remote control’s, a test driver’s', () => {
  let idle = 600;
  const computer = aComputer(() => idle);
  computer.pass(MINUTE_MS);
  computer.touched();
  idle += 5;
  computer.pass(5_000);
  expect(computer.presence.idleSeconds()).toBe(5);
});
