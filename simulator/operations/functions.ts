/** The Lambda functions of the account: ordinary functions of this process. */

/** What a function is told beside its payload. */
export interface Invocation {
  invocationType: 'Event' | 'RequestResponse';
  qualifier: string | undefined;
  durableExecutionName: string | undefined;
}

/** Does a function's work. What it gives back is its result; what it throws is its error. */
export type FunctionBody = (payload: unknown, invocation: Invocation) => unknown;

/** A durable execution: what started it and how it ends. */
export interface Execution {
  arn: string;
  payload: string;
  outcome: Promise<{ ok: true; result: unknown } | { ok: false; error: unknown }>;
}

/** Registered by name; a qualified name (`watch:live`) is looked for first. */
export class Functions {
  readonly #bodies = new Map<string, FunctionBody>();
  /** By function name and execution name. */
  readonly #executions = new Map<string, Execution>();
  readonly #running = new Set<Promise<unknown>>();

  /** Registers a function, or replaces it. @param name `name` or `name:qualifier` */
  set(name: string, body: FunctionBody): void {
    this.#bodies.set(name, body);
  }

  /** The function of a name: the qualified one if there is one. */
  find(name: string, qualifier: string | undefined): FunctionBody | undefined {
    return (qualifier ? this.#bodies.get(`${name}:${qualifier}`) : undefined) ?? this.#bodies.get(name);
  }

  /** The durable execution of that name, running or ended. */
  execution(name: string, executionName: string): Execution | undefined {
    return this.#executions.get(`${name}/${executionName}`);
  }

  /** Keeps a durable execution under its name. */
  remember(name: string, executionName: string, execution: Execution): void {
    this.#executions.set(`${name}/${executionName}`, execution);
  }

  /** Keeps an asynchronous invocation among those that `idle` waits for. */
  track(outcome: Execution['outcome']): void {
    this.#running.add(outcome);
    void outcome.then(() => this.#running.delete(outcome));
  }

  /** Resolves when no asynchronous invocation is running any more. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }
}
