/** An operation of a service: the SDK's Command says its name, its shapes and their types; a handler does the work. */
import { NormalizedSchema } from '@smithy/core/schema';
import type { Handler, MetadataBearer, StaticOperationSchema } from '@smithy/types';
import { SimulatorError } from './errors.ts';
import { type Service, services } from './services.ts';

/** The class of a Command whose input is `Input` and whose output is `Output`. */
export type CommandClass<Input extends object, Output extends MetadataBearer> = new (
  ...args: never[]
) => {
  readonly input: Input;
  readonly schema?: unknown;
  resolveMiddleware(stack: never, configuration: never, options: never): Handler<Input, Output>;
};

/** What a handler gives back: the Command's output without the metadata that the client adds. */
export type OutputOf<Output> = Omit<Output, '$metadata'>;

export interface Operation<Context> {
  service: Service;
  name: string;
  /** Method, path pattern and status of a REST operation. */
  http: [string, string, number] | undefined;
  input: NormalizedSchema;
  output: NormalizedSchema;
  /** @param input as read from the wire by the input schema */
  handle(input: unknown, context: Context): unknown;
}

/**
 * Defines an operation by its Command: `operation(DescribeVpcsCommand, (input, context) => output)`.
 * @throws SimulatorError if the Command carries no operation schema, or is of a service the simulator does not speak
 */
export function operation<Context, Input extends object, Output extends MetadataBearer>(
  command: CommandClass<Input, Output>,
  handler: (input: Input, context: Context) => OutputOf<Output> | Promise<OutputOf<Output>>,
): Operation<Context> {
  const { schema }: { schema?: unknown } = Reflect.construct(command, [{}]);
  if (!isOperationSchema(schema)) throw new SimulatorError(`${command.name} carries no operation schema`);
  const [, namespace, name, traits, input, output] = schema;
  const service = Object.values(services).find((candidate) => candidate.namespace === namespace);
  if (!service) throw new SimulatorError(`no service speaks for ${namespace}`);
  return {
    service,
    name,
    http: typeof traits === 'object' ? traits.http : undefined,
    input: NormalizedSchema.of(input),
    output: NormalizedSchema.of(output),
    handle(given, context) {
      if (!isReadFor(command, given)) throw new SimulatorError(`${name} was given no structure`);
      return handler(given, context);
    },
  };
}

/** The input was read from the wire by the schema of the same Command, so it has that Command's type. */
function isReadFor<Input extends object, Output extends MetadataBearer>(
  _command: CommandClass<Input, Output>,
  given: unknown,
): given is Input {
  return typeof given === 'object' && given !== null;
}

function isOperationSchema(schema: unknown): schema is StaticOperationSchema {
  return Array.isArray(schema) && schema[0] === 9;
}
