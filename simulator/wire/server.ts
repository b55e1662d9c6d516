/** The HTTP server behind AWS_ENDPOINT_URL: it routes by the service in the signature and speaks that one's protocol. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { assertConforms } from './conforms.ts';
import { AwsError, SimulatorError } from './errors.ts';
import { awsJson } from './json-rpc.ts';
import type { Operation } from './operation.ts';
import type { Protocol, WireReply, WireRequest } from './protocol.ts';
import { awsQuery, ec2Query } from './query.ts';
import { restJson } from './rest-json.ts';
import { type ProtocolName, type Service, serviceNamed } from './services.ts';
import { readSigner, type Signer } from './signature.ts';
import type { Traffic } from './traffic.ts';

const protocols: Record<ProtocolName, Protocol> = {
  ec2Query,
  awsQuery,
  awsJson1_0: awsJson('1.0'),
  awsJson1_1: awsJson('1.1'),
  restJson1: restJson,
};

export interface ServerOptions<Context> {
  operations: readonly Operation<Context>[];
  traffic: Traffic;
  /** What the handlers of a call are given. */
  contextOf(signer: Signer): Context;
  /** The ARN that an access key belongs to. */
  principalOf(accessKeyId: string): string;
}

export interface RunningServer {
  /** `http://127.0.0.1:PORT` */
  url: string;
  close(): Promise<void>;
}

/** Starts the server on a free port of the loopback interface. */
export async function startServer<Context>(options: ServerOptions<Context>): Promise<RunningServer> {
  let sequence = 0;
  const server = createServer((request, response) => {
    sequence += 1;
    const requestId = `00000000-0000-4000-8000-${sequence.toString(16).padStart(12, '0')}`;
    void answer(options, request, requestId).then((reply) => send(response, reply));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new SimulatorError('the server listens on no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

async function answer<Context>(
  options: ServerOptions<Context>,
  incoming: IncomingMessage,
  requestId: string,
): Promise<WireReply> {
  const signer = readSigner(incoming.headers.authorization);
  const service = signer && serviceNamed(signer.service);
  if (!signer || !service) {
    return plain(signer ? 501 : 403, signer ? `no such service: ${signer.service}` : 'the request is not signed');
  }
  const protocol = protocols[service.protocol];
  try {
    return await run(options, service, signer, await readRequest(incoming), requestId);
  } catch (error) {
    return protocol.writeError(service, asAwsError(error), requestId);
  }
}

async function run<Context>(
  options: ServerOptions<Context>,
  service: Service,
  signer: Signer,
  request: WireRequest,
  requestId: string,
): Promise<WireReply> {
  const protocol = protocols[service.protocol];
  const operations = options.operations.filter((operation) => operation.service === service);
  const name = protocol.operationName(request, operations);
  const found = operations.find((operation) => operation.name === name);
  const input = found && protocol.readInput(request, found);
  const principal = options.principalOf(signer.accessKeyId);
  return await options.traffic.pass({ service: service.name, operation: name, input, principal }, service, async () => {
    if (!found) {
      const { code, status } = service.unknownOperation;
      throw new AwsError(code, `${service.name} has no operation ${name} here`, status);
    }
    const output = await found.handle(input, options.contextOf(signer));
    assertConforms(found.output, output, name);
    return protocol.writeOutput(found, output, requestId);
  });
}

/** A fault of the simulator is a clear 500, never something that AWS could have said. */
function asAwsError(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  const said = error instanceof SimulatorError ? error.message : String(error);
  return new AwsError('InternalFailure', `the simulator failed: ${said}`, 500, { cause: error });
}

async function readRequest(incoming: IncomingMessage): Promise<WireRequest> {
  const url = incoming.url ?? '/';
  const [path = '/', query = ''] = url.split('?');
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) headers[name] = [value].flat().join(', ');
  return {
    method: incoming.method ?? 'GET',
    path,
    query: new URLSearchParams(query),
    headers,
    body: await buffer(incoming),
  };
}

function plain(status: number, body: string): WireReply {
  return { status, headers: { 'content-type': 'text/plain' }, body };
}

function send(response: ServerResponse, reply: WireReply): void {
  response.writeHead(reply.status, reply.headers).end(reply.body);
}
