/** What an operation works on, and how one is defined. */
import type { MetadataBearer } from '@smithy/types';
import type { Clock } from '../clock.ts';
import { SimulatorError } from '../wire/errors.ts';
import { type CommandClass, type Operation, type OutputOf, operation } from '../wire/operation.ts';
import type { Caller, World } from '../world/types.ts';
import type { Functions } from './functions.ts';

export interface OperationContext {
  world: World;
  clock: Clock;
  /** Who signed the request. */
  caller: Caller;
  /** The Lambda functions that can be invoked. */
  functions: Functions;
  /** At most so many items an answer, whatever was asked for: makes every list come in pages. */
  pageSize: number | undefined;
}

/** Defines an operation on the world by the SDK's Command. */
export function define<Input extends object, Output extends MetadataBearer>(
  command: CommandClass<Input, Output>,
  handler: (input: Input, context: OperationContext) => OutputOf<Output> | Promise<OutputOf<Output>>,
): Operation<OperationContext> {
  return operation(command, handler);
}

/**
 * A value of the world as a member of an SDK enumeration.
 * @throws SimulatorError if AWS knows no such value: the world is wrong then
 */
export function oneOf<Value extends string>(enumeration: Record<string, Value>, value: string): Value {
  const known = Object.values(enumeration).find((candidate) => candidate === value);
  if (known === undefined) throw new SimulatorError(`AWS knows no ${value} among ${Object.values(enumeration).join()}`);
  return known;
}
