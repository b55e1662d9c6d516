/** The Lambda functions of the account: ordinary functions of this process. */

/** What a function is told beside its payload. */
export interface Invocation {
  invocationType: 'Event' | 'RequestResponse';
  qualifier: string | undefined;
  durableExecutionName: string | undefined;
}

/** Does a function's work. What it gives back is its result; what it throws is its error. */
export type FunctionBody = (payload: unknown, invocation: Invocation) => unknown;

/** How one durable execution went. */
export interface Execution {
  payload: string;
  result: Promise<unknown>;
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

  find(name: string, qualifier: string | undefined): FunctionBody | undefined {
    return (qualifier ? this.#bodies.get(`${name}:${qualifier}`) : undefined) ?? this.#bodies.get(name);
  }

  execution(name: string, executionName: string): Execution | undefined {
    return this.#executions.get(`${name}/${executionName}`);
  }

  remember(name: string, executionName: string, execution: Execution): void {
    this.#executions.set(`${name}/${executionName}`, execution);
  }

  /** Keeps an asynchronous invocation among those that `idle` waits for. Lambda does not tell its caller of failures. */
  track(work: Promise<unknown>): void {
    const settled = work.then(
      () => undefined,
      () => undefined,
    );
    this.#running.add(settled);
    void settled.then(() => this.#running.delete(settled));
  }

  /** Resolves when no asynchronous invocation is running any more. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }
}
