/** What every request goes through, to AWS or to Kubernetes: it is recorded, counted in a round, interfered with. */
import type { Clock } from '../clock.ts';
import { AwsError } from './errors.ts';
import { type CommonErrors, type Interference, Interferences } from './interference.ts';
import { type RoundCount, RoundGate } from './rounds.ts';

/** One request, as it is recorded. */
export interface Call {
  /** The name in the credential scope, or `kubernetes`. */
  service: string;
  operation: string;
  input: unknown;
  /** When it arrived, milliseconds of the virtual clock. */
  at: number;
  /** `pending` until it is answered, then `ok` or the code of the error. */
  outcome: string;
  /** The ARN (for Kubernetes the user) that made it. */
  principal?: string;
}

export type Arrival = Omit<Call, 'at' | 'outcome'>;

export class Traffic {
  /** Every request, in the order of arrival. */
  readonly calls: Call[] = [];
  readonly #clock: Clock;
  readonly #gate = new RoundGate();
  readonly #interferences = new Interferences();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Puts an interference in force. @returns a function that takes it back */
  interfere(rule: Interference): () => void {
    return this.#interferences.add(rule);
  }

  /** Begins to hold requests and count them in rounds. */
  countRounds(): RoundCount {
    return this.#gate.count();
  }

  /**
   * Lets a request through: records it, waits for its round, applies interference, then does its work.
   * @param errors the codes with which an interference answers
   * @throws AwsError what the interference says, or whatever `work` throws
   */
  async pass<T>(arrival: Arrival, errors: CommonErrors, work: () => T | Promise<T>): Promise<T> {
    const call: Call = { ...arrival, at: this.#clock.now(), outcome: 'pending' };
    this.calls.push(call);
    try {
      await this.#gate.pass(`${call.service}:${call.operation}`);
      await this.#interferences.apply(call.service, call.operation, errors);
      const result = await work();
      call.outcome = 'ok';
      return result;
    } catch (error) {
      call.outcome = error instanceof AwsError ? error.code : 'InternalFailure';
      throw error;
    }
  }
}
