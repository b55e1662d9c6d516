/** The JSON protocols 1.0 and 1.1: the operation in a header, JSON both ways. */
import { JsonShapeDeserializer2, JsonShapeSerializer2 } from '@aws-sdk/core/protocols';
import { modelledError, type Protocol } from './protocol.ts';

const settings = { timestampFormat: { useTrait: true, default: 7 as const }, jsonName: false };

/** The protocol of SQS (1.0), Systems Manager and CloudWatch Logs (1.1) (Smithy, "AWS JSON 1.0 / 1.1 protocol"). */
export function awsJson(version: '1.0' | '1.1'): Protocol {
  const contentType = `application/x-amz-json-${version}`;
  return {
    operationName: (request) => request.headers['x-amz-target']?.split('.').at(-1) ?? '',
    readInput: (request, operation) => readJson(request.body, operation),
    writeOutput(operation, output, requestId) {
      const serializer = new JsonShapeSerializer2(settings);
      if (!operation.output.isUnitSchema()) serializer.write(operation.output, output ?? {});
      const body = operation.output.isUnitSchema() ? '{}' : serializer.flush();
      return { status: 200, headers: { 'content-type': contentType, 'x-amzn-requestid': requestId }, body };
    },
    writeError(service, error, requestId) {
      const modelled = modelledError(service, error.code);
      const status = error.status ?? modelled?.status ?? 400;
      const headers: Record<string, string> = { 'content-type': contentType, 'x-amzn-requestid': requestId };
      if (service.queryCompatible) {
        headers['x-amzn-query-error'] = `${modelled?.queryCode ?? error.code};${status < 500 ? 'Sender' : 'Receiver'}`;
      }
      const type = modelled ? `${service.namespace}#${error.code}` : error.code;
      return { status, headers, body: JSON.stringify({ __type: type, message: error.message }) };
    },
  };
}

function readJson(body: Buffer, operation: Parameters<Protocol['readInput']>[1]): unknown {
  if (operation.input.isUnitSchema()) return {};
  const value: unknown = new JsonShapeDeserializer2(settings).readObject(
    operation.input,
    JSON.parse(body.toString('utf8') || '{}'),
  );
  return value;
}
