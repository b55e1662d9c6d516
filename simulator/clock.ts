/** Where the simulator takes the time from. Nothing in it reads the wall clock. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

/** A clock that stands still until it is told to move. */
export class VirtualClock implements Clock {
  #now: number;

  /** @param startMs where the clock stands at first, milliseconds since the epoch */
  constructor(startMs: number) {
    this.#now = startMs;
  }

  now(): number {
    return this.#now;
  }

  /**
   * Moves the clock forward.
   * @throws RangeError if asked to go back
   */
  advance(seconds: number): void {
    if (!(seconds >= 0)) throw new RangeError(`a clock only moves forward, not by ${seconds} s`);
    this.#now += seconds * 1000;
  }
}
