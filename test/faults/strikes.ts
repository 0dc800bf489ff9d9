import type { Fault, Phase } from './plan.ts';

/** The faults of one journey, whoever of it is asking: counts its requests and says what strikes in the next. */
export class Strikes {
  readonly #faults: readonly Fault[];
  readonly #asked = new Map<Phase, number>();
  #phase: Phase | null = null;
  #putOff: readonly Fault[] = [];

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
    const late = this.#putOff.filter((fault) => fault.phase === phase);
    this.#putOff = this.#putOff.filter((fault) => fault.phase !== phase);
    return [...late, ...this.#faults.filter((fault) => fault.phase === phase && fault.request === request)];
  }

  /** There was nothing to strike: what is meant for an answer waits for the next request of its phase. */
  putOff(faults: readonly Fault[]): void {
    this.#putOff = [...this.#putOff, ...faults];
  }

  /** What was planned and has not struck. */
  left(): readonly Fault[] {
    return [...this.#putOff, ...this.#faults.filter(({ phase, request }) => request >= (this.#asked.get(phase) ?? 0))];
  }
}
