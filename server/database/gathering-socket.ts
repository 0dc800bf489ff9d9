import { Socket } from 'node:net';

/**
 * A connection that sends what is written in one turn of the event loop at once. `pg` writes each statement by itself,
 * and each such write wakes PostgreSQL: with 64 people at once that was half of all that a session check cost.
 */
export class GatheringSocket extends Socket {
  #gathering = false;

  override cork(): void {
    if (this.#gathering) return;
    this.#gathering = true;
    super.cork();
    setImmediate(() => {
      this.#gathering = false;
      super.uncork();
    });
  }

  /** At the end of the turn, not when the statement is complete. */
  override uncork(): void {}
}
