export interface GatheringLimits<Asked> {
  /** How many calls one round answers at the most. */
  readonly most: number;
  /** How many rounds may be under way at once. */
  readonly rounds: number;
  /** Calls of the same name never share a round. */
  readonly apart?: (asked: Asked) => string;
}

/**
 * Answers calls together that come at the same time: those of one turn of the event loop, and those that come while as many
 * rounds as may be are under way. Nothing waits for company, so a call that comes alone is answered at once and alone. What
 * a morning's rush asks of the database is thereby asked in a few statements for many people instead of a few for each.
 * @param answer gives the answers in the order of what was asked, or promises of those that the round isn't to wait for; if
 *   it fails, so does every call of the round
 */
export function gathering<Asked, Answer>(
  answer: (asked: readonly Asked[]) => Promise<readonly (Answer | Promise<Answer>)[]>,
  { most, rounds, apart }: GatheringLimits<Asked>,
): (asked: Asked) => Promise<Answer> {
  let waiting: Waiting<Asked, Answer>[] = [];
  let underWay = 0;
  let isDue = false;

  const due = () => {
    if (isDue || underWay >= rounds || waiting.length === 0) return;
    isDue = true;
    // After whatever else this turn of the event loop brings.
    setImmediate(() => {
      isDue = false;
      const { round, left } = divide(waiting, most, apart);
      waiting = left;
      underWay += 1;
      void answerRound(answer, round).then(() => {
        underWay -= 1;
        due();
      });
      due();
    });
  };
  return (asked) =>
    new Promise<Answer>((resolve, reject) => {
      waiting.push({ asked, resolve, reject });
      due();
    });
}

interface Waiting<Asked, Answer> {
  readonly asked: Asked;
  readonly resolve: (answer: Answer | Promise<Answer>) => void;
  readonly reject: (error: unknown) => void;
}

function divide<Asked, Answer>(
  waiting: readonly Waiting<Asked, Answer>[],
  most: number,
  apart: GatheringLimits<Asked>['apart'],
): { round: Waiting<Asked, Answer>[]; left: Waiting<Asked, Answer>[] } {
  const names = new Set<string>();
  const round: Waiting<Asked, Answer>[] = [];
  const left: Waiting<Asked, Answer>[] = [];
  for (const each of waiting) {
    const name = apart?.(each.asked);
    if (round.length >= most || (name !== undefined && names.has(name))) {
      left.push(each);
      continue;
    }
    if (name !== undefined) names.add(name);
    round.push(each);
  }
  return { round, left };
}

/** Never fails itself. */
async function answerRound<Asked, Answer>(
  answer: (asked: readonly Asked[]) => Promise<readonly (Answer | Promise<Answer>)[]>,
  round: readonly Waiting<Asked, Answer>[],
): Promise<void> {
  try {
    const answers = await answer(round.map(({ asked }) => asked));
    if (answers.length !== round.length) throw new Error(`a round of ${round.length} got ${answers.length} answers`);
    for (const [at, each] of round.entries()) each.resolve(answers[at] as Answer | Promise<Answer>);
  } catch (error) {
    for (const each of round) each.reject(error);
  }
}
