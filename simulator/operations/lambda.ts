/** Lambda: invoking the functions of this process (AWS Lambda API reference, Invoke). */
import { InvocationType, InvokeCommand } from '@aws-sdk/client-lambda';
import { Uint8ArrayBlobAdapter } from '@smithy/core/serde';
import { AwsError } from '../wire/errors.ts';
import { nextUuid } from '../world/ids.ts';
import { arnOf } from '../world/partition.ts';
import { define, type OperationContext, oneOf } from './context.ts';
import type { FunctionBody, Invocation } from './functions.ts';

/** What a function gave, or threw. */
type Outcome = { ok: true; result: unknown } | { ok: false; error: unknown };

export const lambdaOperations = [
  define(InvokeCommand, async (input, context) => {
    const type = oneOf(InvocationType, input.InvocationType ?? 'RequestResponse');
    const { name, qualifier } = readName(input.FunctionName ?? '', input.Qualifier);
    const body = context.functions.find(name, qualifier);
    if (!body) {
      const arn = arnOf(context.world, 'lambda', `function:${name}`);
      throw new AwsError('ResourceNotFoundException', `Function not found: ${arn}`);
    }
    if (type === 'DryRun') return { StatusCode: 204 };
    const payload = input.Payload instanceof Uint8Array ? new TextDecoder().decode(input.Payload) : '';
    const invocation = { invocationType: type, qualifier, durableExecutionName: input.DurableExecutionName };
    const { outcome, execution } = start(name, payload, body, invocation, context);
    const about = { DurableExecutionArn: execution, ExecutedVersion: qualifier ?? '$LATEST' };
    if (type === 'Event') {
      context.functions.track(outcome);
      return { StatusCode: 202, DurableExecutionArn: execution };
    }
    return { StatusCode: 200, ...about, ...describe(await outcome) };
  }),
];

/** Reads `name`, `name:qualifier`, an ARN or a partial ARN. */
function readName(given: string, qualifier: string | undefined): { name: string; qualifier: string | undefined } {
  const [name = '', own] = given.replace(/^.*:function:/, '').split(':');
  return { name, qualifier: qualifier ?? own };
}

/**
 * Starts a function, or finds the durable execution of that name: the same payload does not start it again, another
 * one is refused, whether it is still running or not (AWS Lambda developer guide, "Idempotency" of durable functions).
 */
function start(
  name: string,
  payload: string,
  body: FunctionBody,
  invocation: Invocation,
  { world, clock, functions }: OperationContext,
): { outcome: Promise<Outcome>; execution: string | undefined } {
  const { durableExecutionName: executionName, invocationType } = invocation;
  const known = executionName === undefined ? undefined : functions.execution(name, executionName);
  if (known && known.payload !== payload) {
    const said = `The durable execution ${executionName} has already been started with another payload.`;
    throw new AwsError('DurableExecutionAlreadyStartedException', said);
  }
  if (known) return { outcome: known.outcome, execution: known.arn };
  const event = parse(payload);
  world.functions
    .find(({ functionName }) => functionName === name)
    ?.invocations.push({ at: clock.now(), payload, invocationType });
  const outcome = run(body, event, invocation);
  if (executionName === undefined) return { outcome, execution: undefined };
  const version = invocation.qualifier ?? '$LATEST';
  const path = `function:${name}:${version}/durable-execution/${executionName}/${nextUuid(world)}`;
  const arn = arnOf(world, 'lambda', path);
  functions.remember(name, executionName, { payload, outcome, arn });
  return { outcome, execution: arn };
}

async function run(body: FunctionBody, event: unknown, invocation: Invocation): Promise<Outcome> {
  try {
    return { ok: true, result: await body(event, invocation) };
  } catch (error) {
    return { ok: false, error };
  }
}

function parse(payload: string): unknown {
  try {
    return payload === '' ? {} : JSON.parse(payload);
  } catch (cause) {
    const said = 'Could not parse request body into json';
    throw new AwsError('InvalidRequestContentException', said, undefined, { cause });
  }
}

/** A function that throws is answered with status 200, `FunctionError` and the error as the payload. */
function describe(outcome: Outcome) {
  if (outcome.ok) return { Payload: Uint8ArrayBlobAdapter.fromString(JSON.stringify(outcome.result ?? null)) };
  const { error } = outcome;
  const [errorType, errorMessage] = error instanceof Error ? [error.name, error.message] : ['Error', String(error)];
  const Payload = Uint8ArrayBlobAdapter.fromString(JSON.stringify({ errorType, errorMessage, trace: [] }));
  return { FunctionError: 'Unhandled', Payload };
}
