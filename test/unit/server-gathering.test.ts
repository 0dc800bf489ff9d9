import { describe, expect, test } from 'vitest';
import { gathering } from '../../server/gathering.ts';

/** A round that answers when it is told to, and says what it was asked. */
function heldUp<Asked>() {
  const rounds: { readonly asked: readonly Asked[]; readonly end: (error?: Error) => void }[] = [];
  const answer = (asked: readonly Asked[]) =>
    new Promise<string[]>((resolve, reject) => {
      rounds.push({ asked, end: (error) => (error ? reject(error) : resolve(asked.map((each) => `answer to ${String(each)}`))) });
    });
  return { rounds, answer };
}
const turn = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));

describe('gathering', () => {
  test('answers at once what comes alone, and together what comes in one turn of the event loop', async () => {
    const asked: number[][] = [];
    const call = gathering(
      async (numbers: readonly number[]) => {
        asked.push([...numbers]);
        return numbers.map((each) => each * 2);
      },
      { most: 10, rounds: 1 },
    );
    expect(await call(1)).toBe(2);
    expect(await Promise.all([call(2), call(3), call(4)])).toEqual([4, 6, 8]);
    expect(asked).toEqual([[1], [2, 3, 4]]);
  });

  test('lets calls wait for a round only while as many as may be are under way', async () => {
    const { rounds, answer } = heldUp<number>();
    const call = gathering(answer, { most: 10, rounds: 2 });
    const answers: Promise<string>[] = [];
    for (let at = 0; at < 5; at += 1) {
      answers.push(call(at));
      await turn();
    }
    expect(rounds.map(({ asked }) => asked)).toEqual([[0], [1]]);
    rounds[0]?.end();
    await turn();
    expect(rounds.map(({ asked }) => asked)).toEqual([[0], [1], [2, 3, 4]]);
    rounds[1]?.end();
    rounds[2]?.end();
    expect(await Promise.all(answers)).toEqual([0, 1, 2, 3, 4].map((each) => `answer to ${each}`));
  });

  test('makes no round larger than it may be, and keeps calls of one name apart', async () => {
    const { rounds, answer } = heldUp<string>();
    const call = gathering(answer, { most: 2, rounds: 9, apart: (name) => name });
    const answers = ['nia', 'nia', 'owain', 'priya', 'nia'].map(call);
    await turn();
    await turn();
    await turn();
    expect(rounds.map(({ asked }) => asked)).toEqual([['nia', 'owain'], ['nia', 'priya'], ['nia']]);
    for (const { end } of rounds) end();
    expect(await Promise.all(answers)).toEqual(['nia', 'nia', 'owain', 'priya', 'nia'].map((each) => `answer to ${each}`));
  });

  test('fails the calls of a round that fails and goes on with the next', async () => {
    const { rounds, answer } = heldUp<number>();
    const call = gathering(answer, { most: 2, rounds: 1 });
    const answers = Promise.allSettled([call(1), call(2), call(3)]);
    await turn();
    rounds[0]?.end(new Error('the database is away'));
    await turn();
    rounds[1]?.end();
    expect((await answers).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
  });

  test('fails rather than mixing up people when there aren’t as many answers as calls', async () => {
    const call = gathering(async (asked: readonly number[]) => asked.slice(1), { most: 5, rounds: 1 });
    const answers = await Promise.allSettled([call(1), call(2)]);
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  test('lets one that takes longer be answered later than its round', async () => {
    let finish: (answer: string) => void = () => {};
    const later = new Promise<string>((resolve) => {
      finish = resolve;
    });
    const call = gathering(async (asked: readonly string[]) => asked.map((each) => (each === 'slow' ? later : each)), {
      most: 5,
      rounds: 1,
    });
    const slow = call('slow');
    expect(await call('quick')).toBe('quick');
    expect(await call('next')).toBe('next');
    finish('slow after all');
    expect(await slow).toBe('slow after all');
  });
});
