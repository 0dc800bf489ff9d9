import { expect, test } from 'vitest';
import { compare, median, shareLarger } from '../api/verification/rank-test.ts';

/** A repeatable source of numbers in [0, 1), so that these tests always say the same. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Times as a busy computer gives them: around 30 ms, with a long tail and now and then a pause of the whole process. */
function times(seed: number, shift = 0, count = 200): number[] {
  const next = numbers(seed);
  return Array.from({ length: count }, () => 28 + shift - 4 * Math.log(1 - next()) + (next() < 0.03 ? 200 * next() : 0));
}

test('the median and the share agree with what can be counted by hand', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(shareLarger([3, 4], [1, 2])).toBe(1);
  expect(shareLarger([1, 2], [3, 4])).toBe(0);
  expect(shareLarger([1, 3], [2, 2])).toBe(0.5);
  expect(shareLarger([2, 2], [2, 2])).toBe(0.5);
});

test('times of the same kind are never told apart, however noisy', () => {
  for (let seed = 1; seed <= 300; seed += 1) expect(compare(times(seed), times(seed + 10_000)).telling).toBe(false);
});

test('three milliseconds more in thirty are told apart, and so is a computation that is left out', () => {
  for (let seed = 1; seed <= 50; seed += 1) {
    expect(compare(times(seed), times(seed + 10_000, 3)).telling).toBe(true);
    expect(compare(times(seed), times(seed + 10_000, -25)).telling).toBe(true);
  }
});
