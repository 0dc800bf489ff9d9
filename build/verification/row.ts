/** A test by its file and by its title as it is written there; of `test.each` and of templates, with the gaps left open. */
export interface TestName {
  readonly file: string;
  readonly title: string;
}

/** One line of a table: something that could go wrong, and the tests that try to make it go wrong. */
export interface Row {
  /** Its number where it comes from. */
  readonly id: string;
  readonly what: string;
  readonly tests: readonly TestName[];
  /** What a reader should know beside it: a reason, or how far it is met. */
  readonly note?: string;
  /** Why there is nothing to test; only then may `tests` be empty. */
  readonly doesNotApply?: string;
}

export interface Section {
  readonly heading: string;
  /** Where its rows come from, in a sentence or two. */
  readonly about: string;
  /** What its second column holds. */
  readonly column: string;
  readonly rows: readonly Row[];
}

/** A page in docs/ that is made of tables, and that `npm run check` holds to the tests. */
export interface Page {
  /** Where it is in the checkout. */
  readonly file: string;
  /** What it shows, as `npm run check` names it. */
  readonly name: string;
  /** Its heading and what is said before the tables. */
  readonly introduction: string;
  readonly sections: readonly Section[];
}

/** Names tests of one file, by their titles. */
export const testsIn =
  (file: string) =>
  (...titles: readonly string[]): readonly TestName[] =>
    titles.map((title) => ({ file, title }));
