import type { Fault, Phase } from './plan.ts';

/** The faults of one journey, whoever of it is asking: counts its requests and says what strikes in the next. */
export class Strikes {
  readonly #faults: readonly Fault[];
  readonly #asked = new Map<Phase, number>();
  #phase: Phase | null = null;

  constructor(faults: readonly Fault[]) {
    this.#faults = faults;
  }

  /** The phase that requests count in from now on; null for none. Answers the one before. */
  enter(phase: Phase | null): Phase | null {
    const before = this.#phase;
    this.#phase = phase;
    return before;
  }

  /** What strikes in the request that is sent now. */
  next(): readonly Fault[] {
    const phase = this.#phase;
    if (phase === null) return [];
    const request = this.#asked.get(phase) ?? 0;
    this.#asked.set(phase, request + 1);
    return this.#faults.filter((fault) => fault.phase === phase && fault.request === request);
  }

  /** What was planned and has not struck. */
  left(): readonly Fault[] {
    return this.#faults.filter(({ phase, request }) => request >= (this.#asked.get(phase) ?? 0));
  }
}
