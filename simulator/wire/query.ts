/** The query protocols: a form comes in, XML goes out. EC2 has a dialect of its own. */
import { XmlShapeSerializer } from '@aws-sdk/core/protocols';
import type { Operation } from './operation.ts';
import { modelledError, type Protocol, type WireReply, type WireRequest } from './protocol.ts';
import { readForm } from './query-form.ts';

/** The protocol of IAM, STS, Auto Scaling and SNS (Smithy, "AWS query protocol"). */
export const awsQuery: Protocol = {
  operationName,
  readInput: (request, operation) => readForm(operation.input, form(request), false),
  writeOutput(operation, output, requestId) {
    const result = `<${operation.name}Result>${members(operation, output)}</${operation.name}Result>`;
    const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
    return xml(200, requestId, response(operation, result + metadata));
  },
  writeError(service, error, requestId) {
    const modelled = modelledError(service, error.code);
    const status = error.status ?? modelled?.status ?? 400;
    const type = status < 500 ? 'Sender' : 'Receiver';
    const code = escapeText(modelled?.queryCode ?? error.code);
    const body = `<Type>${type}</Type><Code>${code}</Code><Message>${escapeText(error.message)}</Message>`;
    const text = `<ErrorResponse xmlns="${service.xmlNamespace ?? ''}"><Error>${body}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
    return xml(status, requestId, text);
  },
};

/** The protocol of EC2 (Smithy, "AWS EC2 query protocol"): no result element, another form of errors. */
export const ec2Query: Protocol = {
  operationName,
  readInput: (request, operation) => readForm(operation.input, form(request), true),
  writeOutput(operation, output, requestId) {
    return xml(200, requestId, response(operation, `<requestId>${requestId}</requestId>${members(operation, output)}`));
  },
  writeError(_service, error, requestId) {
    const body = `<Code>${escapeText(error.code)}</Code><Message>${escapeText(error.message)}</Message>`;
    const text = `<Response><Errors><Error>${body}</Error></Errors><RequestID>${requestId}</RequestID></Response>`;
    return xml(error.status ?? 400, requestId, text);
  },
};

function operationName(request: WireRequest): string {
  return form(request).get('Action') ?? '';
}

function form(request: WireRequest): URLSearchParams {
  return new URLSearchParams(request.body.toString('utf8'));
}

function response(operation: Operation<never>, content: string): string {
  const namespace = operation.service.xmlNamespace ?? '';
  return `<?xml version="1.0" encoding="UTF-8"?><${operation.name}Response xmlns="${namespace}">${content}</${operation.name}Response>`;
}

/** The output's members as XML, without the element that the serialiser wraps them in: its name is the shape's. */
function members(operation: Operation<never>, output: unknown): string {
  if (operation.output.isUnitSchema()) return '';
  const serializer = new XmlShapeSerializer({
    xmlNamespace: operation.service.xmlNamespace ?? '',
    serviceNamespace: operation.service.namespace,
    timestampFormat: { useTrait: true, default: 5 },
    httpBindings: false,
  });
  serializer.write(operation.output, output ?? {});
  const text = serializer.flush().toString();
  return /^<[^>]*[^/]>([\s\S]*)<\/[^<>]+>$/.exec(text)?.[1] ?? '';
}

function xml(status: number, requestId: string, body: string): WireReply {
  return { status, headers: { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': requestId }, body };
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
