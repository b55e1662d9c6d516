/** The REST protocol of EKS and Lambda: method and path name the operation; members sit in path, query, headers, body. */
import { JsonShapeDeserializer2, JsonShapeSerializer2 } from '@aws-sdk/core/protocols';
import { FromStringShapeDeserializer, ToStringShapeSerializer } from '@smithy/core/protocols';
import type { NormalizedSchema } from '@smithy/core/schema';
import type { Operation } from './operation.ts';
import { modelledError, type Protocol, type WireRequest } from './protocol.ts';

const settings = { timestampFormat: { useTrait: true, default: 7 as const }, jsonName: true, httpBindings: true };
const fromString = new FromStringShapeDeserializer(settings);

/** Smithy, "AWS restJson1 protocol" and "HTTP binding traits". */
export const restJson: Protocol = {
  operationName(request, operations) {
    const matching = operations.filter((operation) => labelsOf(operation, request));
    // Two patterns may match: the one with fewer labels is the more exact.
    matching.sort((a, b) => labelCount(a) - labelCount(b));
    return matching[0]?.name ?? `${request.method} ${request.path}`;
  },
  readInput(request, operation) {
    const labels = labelsOf(operation, request) ?? new Map<string, string>();
    const members = [...operation.input.structIterator()];
    const payload = members.find(([, member]) => member.getMergedTraits().httpPayload);
    const input = payload ? {} : readBody(operation.input, request.body);
    for (const [name, member] of members) {
      const value = readBinding(name, member, labels, request);
      if (value !== undefined) input[name] = value;
    }
    return input;
  },
  writeOutput(operation, output, requestId) {
    const values = new Map(Object.entries(output ?? {}));
    const headers: Record<string, string> = { 'x-amzn-requestid': requestId };
    const inBody: Record<string, unknown> = {};
    let status = operation.http?.[2] ?? 200;
    let payload: Uint8Array | undefined;
    for (const [name, member] of operation.output.structIterator()) {
      const value = values.get(name);
      const { httpHeader, httpResponseCode, httpPayload } = member.getMergedTraits();
      if (value === undefined || value === null) continue;
      if (httpResponseCode && typeof value === 'number') status = value;
      else if (httpHeader) headers[httpHeader] = writeString(member, value);
      else if (httpPayload) payload = value instanceof Uint8Array ? value : writeJson(member, value);
      else inBody[name] = value;
    }
    headers['content-type'] = 'application/json';
    return { status, headers, body: payload ?? (hasPayload(operation) ? '' : writeJson(operation.output, inBody)) };
  },
  writeError(service, error, requestId) {
    const status = error.status ?? modelledError(service, error.code)?.status ?? 400;
    const headers = {
      'content-type': 'application/json',
      'x-amzn-errortype': error.code,
      'x-amzn-requestid': requestId,
    };
    return { status, headers, body: JSON.stringify({ message: error.message }) };
  },
};

/** The labels that a request's path gives to an operation's pattern, or undefined if they do not match. */
function labelsOf(operation: Operation<never>, request: WireRequest): Map<string, string> | undefined {
  const [method, pattern] = operation.http ?? ['', ''];
  const wanted = pattern.split('/');
  const given = request.path.split('/');
  if (method !== request.method || wanted.length !== given.length) return undefined;
  const labels = new Map<string, string>();
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    const label = /^\{(.+)\}$/.exec(part)?.[1];
    if (label && value) labels.set(label, decodeURIComponent(value));
    else if (part !== value) return undefined;
  }
  return labels;
}

function labelCount(operation: Operation<never>): number {
  return operation.http?.[1].split('{').length ?? 0;
}

function readBody(schema: NormalizedSchema, body: Buffer): Record<string, unknown> {
  const document: unknown = JSON.parse(body.toString('utf8') || '{}');
  const value: Record<string, unknown> = new JsonShapeDeserializer2(settings).readObject(schema, Object(document));
  return value;
}

function readBinding(
  name: string,
  member: NormalizedSchema,
  labels: Map<string, string>,
  request: WireRequest,
): unknown {
  const { httpLabel, httpHeader, httpQuery, httpPayload } = member.getMergedTraits();
  if (httpLabel) return labels.get(name);
  if (httpQuery) {
    const values = request.query.getAll(httpQuery);
    if (values.length === 0) return undefined;
    return member.isListSchema()
      ? values.map((value): unknown => fromString.read(member.getValueSchema(), value))
      : fromString.read(member, values[0] ?? '');
  }
  if (httpHeader) {
    const value = request.headers[httpHeader.toLowerCase()];
    return value === undefined ? undefined : fromString.read(member, value);
  }
  if (!httpPayload || request.body.length === 0) return undefined;
  return member.isBlobSchema() ? new Uint8Array(request.body) : readBody(member, request.body);
}

function writeJson(schema: NormalizedSchema, value: unknown): Uint8Array {
  const serializer = new JsonShapeSerializer2(settings);
  serializer.write(schema, value);
  return serializer.flush();
}

function writeString(schema: NormalizedSchema, value: unknown): string {
  const serializer = new ToStringShapeSerializer(settings);
  serializer.write(schema, value);
  return serializer.flush();
}

function hasPayload(operation: Operation<never>): boolean {
  return [...operation.output.structIterator()].some(([, member]) => member.getMergedTraits().httpPayload);
}
