/** Counts rounds of requests that depend on each other: proves "three rounds, never four". */

/** A running count. Its rounds name the operations that arrived together, as `service:Operation`. */
export interface RoundCount {
  readonly rounds: readonly (readonly string[])[];
  readonly count: number;
  /** Stops holding requests back; what is still held goes on. */
  stop(): void;
}

/**
 * How long no request may arrive before those that are held count as one round. It has to be real time: a client
 * reads its configuration and connects through the operating system, whose answers come some milliseconds later, not
 * after a number of turns of the event loop. A request on its way that is sent independently of an answer arrives
 * well within it; one that needs an answer never arrives, because every answer is held back.
 */
const quietMs = 25;

/** The gate that every request goes through. It is open except while rounds are counted. */
export class RoundGate {
  #rounds: string[][] | undefined;
  #held: { name: string; release: () => void }[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** Closes the gate: from now on requests are held, released together when quiet, and counted. */
  count(): RoundCount {
    const rounds: string[][] = [];
    this.#rounds = rounds;
    return {
      rounds,
      get count() {
        return rounds.length;
      },
      stop: () => {
        if (this.#rounds !== rounds) return;
        this.#release();
        this.#rounds = undefined;
      },
    };
  }

  /** Resolves when the request may go on: at once, or together with its round. */
  pass(name: string): Promise<void> {
    if (!this.#rounds) return Promise.resolve();
    this.#timer ??= setTimeout(() => this.#settle(), quietMs);
    this.#timer.refresh();
    return new Promise((release) => this.#held.push({ name, release }));
  }

  /** After the quiet time, lets the sockets be read once more: this process may itself have been held up. */
  #settle(): void {
    const arrived = this.#held.length;
    setImmediate(() =>
      setImmediate(() => {
        if (this.#held.length === arrived) this.#release();
        else this.#timer?.refresh();
      }),
    );
  }

  #release(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const held = this.#held;
    this.#held = [];
    if (held.length > 0) this.#rounds?.push(held.map(({ name }) => name).sort());
    for (const { release } of held) release();
  }
}
