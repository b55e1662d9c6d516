/** What every wire protocol can do: find the operation a request asks for, read its input, write an answer. */
import { NormalizedSchema } from '@smithy/core/schema';
import type { AwsError } from './errors.ts';
import type { Operation } from './operation.ts';
import type { Service } from './services.ts';

export interface WireRequest {
  method: string;
  /** Still encoded. */
  path: string;
  query: URLSearchParams;
  /** Lower-case names. */
  headers: Record<string, string>;
  body: Buffer;
}

export interface WireReply {
  status: number;
  headers: Record<string, string>;
  body: string | Uint8Array;
}

export interface Protocol {
  /** The name of the operation asked for, known or not; REST names it by method and path. */
  operationName(request: WireRequest, operations: readonly Operation<never>[]): string;
  readInput(request: WireRequest, operation: Operation<never>): unknown;
  writeOutput(operation: Operation<never>, output: unknown, requestId: string): WireReply;
  writeError(service: Service, error: AwsError, requestId: string): WireReply;
}

/** The modelled error of a name, with its HTTP status and the code it has in the query protocol. */
export function modelledError(
  service: Service,
  name: string,
): { status: number; queryCode: string | undefined } | undefined {
  for (const registry of service.errors) {
    const found = registry.find((candidate) => NormalizedSchema.of(candidate).getName() === name);
    if (found === undefined) continue;
    const { awsQueryError, httpError } = NormalizedSchema.of(found).getMergedTraits();
    const queryCode: unknown = Array.isArray(awsQueryError) ? awsQueryError[0] : undefined;
    return {
      status: typeof httpError === 'number' ? httpError : 400,
      queryCode: typeof queryCode === 'string' ? queryCode : undefined,
    };
  }
  return undefined;
}
