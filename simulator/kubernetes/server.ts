/**
 * The API servers of the world's clusters: HTTPS on 127.0.0.1, one port a cluster.
 * A bearer token is verified and mapped as on the EKS control plane; every request goes through the account's traffic.
 */
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { text } from 'node:stream/consumers';
import type { Clock } from '../clock.ts';
import { AwsError } from '../wire/errors.ts';
import type { Traffic } from '../wire/traffic.ts';
import type { World } from '../world/types.ts';
import { mapIdentity, verifyToken } from './authenticator.ts';
import { isPublic, mayDo } from './authorizer.ts';
import { certificateFor } from './certificates.ts';
import type { ClusterUser } from './identity.ts';
import { type ApiRequest, type ApiResponse, serve } from './serve.ts';
import { forbidden, interferenceErrors, statusBody, statusError } from './status.ts';
import { operationName, targetOf } from './target.ts';

/** A running API server; `certificateAuthorityData` as `eks:DescribeCluster` gives it. */
export interface KubernetesServer {
  endpoint: string;
  certificateAuthorityData: string;
}

export interface RunningKubernetes {
  /** By cluster name. */
  clusters: Record<string, KubernetesServer>;
  close(): Promise<void>;
}

interface Options {
  clock: Clock;
  /** Records every request under the service `kubernetes` and interferes with it. */
  traffic: Pick<Traffic, 'pass'>;
}

/** Starts an API server for each cluster that the world has now. */
export async function startKubernetes(world: World, options: Options): Promise<RunningKubernetes> {
  const started = await Promise.all(
    world.clusters.map(async ({ name }) => ({ name, ...(await startServer(world, name, options)) })),
  );
  return {
    clusters: Object.fromEntries(started.map(({ name, running }) => [name, running])),
    close: async () => {
      await Promise.all(started.map(({ server }) => stop(server)));
    },
  };
}

async function startServer(world: World, clusterName: string, options: Options) {
  const { authority, certificate, key } = await certificateFor(clusterName);
  const server = createServer({ key, cert: certificate }, (request, response) => {
    void respond(world, clusterName, request, response, options);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const running: KubernetesServer = {
    endpoint: `https://127.0.0.1:${port}`,
    certificateAuthorityData: Buffer.from(authority).toString('base64'),
  };
  return { server, running };
}

async function stop(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

async function respond(
  world: World,
  clusterName: string,
  request: IncomingMessage,
  response: ServerResponse,
  options: Options,
): Promise<void> {
  const { status, body } = await answer(world, clusterName, request, options);
  const isText = typeof body === 'string';
  response.writeHead(status, { 'content-type': isText ? 'text/plain' : 'application/json' });
  response.end(isText ? body : JSON.stringify(body));
}

async function answer(
  world: World,
  clusterName: string,
  request: IncomingMessage,
  { clock, traffic }: Options,
): Promise<ApiResponse> {
  try {
    const at = clock.now();
    const read = await readRequest(request, at);
    const user = authenticate(world, clusterName, request.headers.authorization, at);
    const path = pathOf(request).pathname;
    const arrival = {
      service: 'kubernetes',
      operation: operationName(request.method ?? 'GET', path),
      input: { path, query: Object.fromEntries(read.query), body: read.body },
      principal: user?.username,
    };
    return await traffic.pass(arrival, interferenceErrors, () => {
      refuseInOutage(world, clusterName);
      if (!user && !isPublic(read.target)) throw statusError('Unauthorized', 'Unauthorized');
      if (user && !mayDo(user, read.target)) throw forbidden(user.username, read.target);
      return serve(world, clusterName, read);
    });
  } catch (error) {
    const failure = error instanceof AwsError ? error : statusError('InternalError', String(error));
    return { status: failure.status ?? 500, body: statusBody(failure) };
  }
}

/** @throws AwsError while the API server has trouble of its own */
function refuseInOutage({ clusters }: World, clusterName: string): void {
  const { outage } = clusters.find(({ name }) => name === clusterName) ?? {};
  if (outage === 'overloaded') throw statusError('TooManyRequests', 'Too many requests, please try again later.');
  if (outage) throw statusError('InternalError', 'an error on the server has prevented the request from succeeding');
}

/** The API server tells nobody why a token is refused. */
function authenticate(
  world: World,
  clusterName: string,
  authorization: string | undefined,
  at: number,
): ClusterUser | undefined {
  const token = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
  const verified = token === undefined ? undefined : verifyToken(world, clusterName, token, at);
  const mapped = verified?.ok ? mapIdentity(world, clusterName, verified.identity) : undefined;
  return mapped?.ok ? mapped : undefined;
}

async function readRequest(request: IncomingMessage, at: number): Promise<ApiRequest> {
  const { pathname, searchParams } = pathOf(request);
  return {
    target: targetOf(request.method ?? 'GET', pathname),
    query: searchParams,
    contentType: request.headers['content-type'] ?? '',
    body: await readBody(request),
    at,
  };
}

function pathOf(request: IncomingMessage): URL {
  return new URL(request.url ?? '/', 'https://kubernetes');
}

/** What is not JSON stays a string, and is no Kubernetes object either. */
async function readBody(request: IncomingMessage): Promise<unknown> {
  const content = await text(request);
  if (content === '') return undefined;
  try {
    return JSON.parse(content);
  } catch {
    return content;
  }
}
