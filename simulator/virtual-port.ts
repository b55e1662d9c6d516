import type { FixOrder, FixResult, WatchPort } from '../core/watch.ts';

/** Time that only moves when somebody waits. */
export interface VirtualTime {
  advance(seconds: number): void | Promise<void>;
}

/**
 * The watch's port in virtual time: a wait moves the clock and the world with it. Step results go through JSON, as they
 * do in the durable runtime, so that nothing but plain data can pass.
 */
export const virtualPort = (time: VirtualTime, fix: (order: FixOrder) => Promise<FixResult>): WatchPort => ({
  step: async (_name, run) => asJson(await run()),
  sleep: async (_name, seconds) => time.advance(seconds),
  fix: async (_name, order) => asJson(await fix(asJson(order))),
});

const asJson = <T>(value: T): T => (value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T));
