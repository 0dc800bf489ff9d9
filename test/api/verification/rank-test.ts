/** Telling two sets of times apart, as somebody who measures from outside would. */

/** Half-way between the two middle ones where there is no middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1] ?? Number.NaN, sorted[Math.floor(middle)] ?? Number.NaN];
  return (low + high) / 2;
}

/**
 * How often a value of the first set is larger than one of the second (Mann and Whitney's U, as a share): 0.5 when
 * nothing tells them apart, 0 or 1 when any one value does. Ties count half.
 */
export function shareLarger(first: readonly number[], second: readonly number[]): number {
  const all = [...first.map((value) => ({ value, mine: true })), ...second.map((value) => ({ value, mine: false }))];
  all.sort((one, other) => one.value - other.value);
  let ranks = 0;
  for (let from = 0; from < all.length; ) {
    let to = from;
    while (to < all.length && all[to]?.value === all[from]?.value) to += 1;
    const mine = all.slice(from, to).filter((each) => each.mine).length;
    ranks += mine * ((from + 1 + to) / 2);
    from = to;
  }
  return (ranks - (first.length * (first.length + 1)) / 2) / (first.length * second.length);
}

/**
 * How far from 0.5 a share may be before it counts as telling. With 200 values a side chance alone moves it by 0.029
 * (its standard deviation), so this is five of them: one run in two million.
 */
const SHARE_MOST = 0.15;
/**
 * How far apart, relative to the larger, two medians may be. Rank alone would call a difference telling that is too
 * small to matter beside a network; the least real leak, leaving out argon2id, is nearly the whole of it.
 */
const MEDIANS_MOST = 0.05;

export interface Comparison {
  readonly share: number;
  /** Of the medians, as a part of the larger. */
  readonly difference: number;
  /** True when both measures say that the two can be told apart. */
  readonly telling: boolean;
}

export function compare(first: readonly number[], second: readonly number[]): Comparison {
  const share = shareLarger(first, second);
  const [one, other] = [median(first), median(second)];
  const difference = Math.abs(one - other) / Math.max(one, other);
  return { share, difference, telling: Math.abs(share - 0.5) > SHARE_MOST && difference > MEDIANS_MOST };
}
