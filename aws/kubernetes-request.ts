/** One HTTPS request to a cluster's API server. It trusts that cluster's certificate authority and no other. */
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import * as v from 'valibot';
import { ConflictError, KubernetesError, type TransportReason } from './kubernetes-error.ts';

const maximumBytes = 20_000_000;
const maximumMessage = 500;

export interface KubernetesRequest {
  endpoint: string;
  /** PEM. */
  authority: string;
  token: string;
  timeoutMs: number;
  method: 'GET' | 'PUT';
  /** Path and query. */
  path: string;
  body?: unknown;
}

const Status = v.object({ reason: v.optional(v.string()), message: v.optional(v.string()) });

/**
 * Sends the request and gives the JSON of a 2xx answer.
 * @throws ConflictError for 409
 * @throws KubernetesError for every other failure: an error status, a time-out, a broken connection, an untrusted
 *   certificate, an answer that is too large or not JSON
 */
export async function requestJson(request: KubernetesRequest): Promise<unknown> {
  const operation = `${request.method} ${request.path.replace(/\?.*$/, '')}`;
  const { status, text } = await exchange(request, operation);
  const content = parse(text);
  if (status < 200 || status > 299) throw answeredError(operation, status, content);
  if (content === undefined) {
    throw new KubernetesError('the answer is not JSON', { operation, status, reason: 'Malformed' });
  }
  return content;
}

async function exchange(request: KubernetesRequest, operation: string): Promise<{ status: number; text: string }> {
  try {
    const response = await open(request);
    return { status: response.statusCode ?? 0, text: await readAll(response, operation) };
  } catch (cause) {
    if (cause instanceof KubernetesError) throw cause;
    const reason = reasonOf(cause);
    throw new KubernetesError(cause instanceof Error ? cause.message : reason, { operation, reason, cause });
  }
}

/** A connection of its own for each request: one kept open goes stale while a function sleeps. */
function open(request: KubernetesRequest): Promise<IncomingMessage> {
  const { endpoint, authority, token, timeoutMs, method, path, body } = request;
  const content = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const sent = httpsRequest(new URL(path, endpoint), {
      method,
      agent: false,
      ca: authority,
      minVersion: 'TLSv1.2',
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${token}`,
        'user-agent': 'eks-rollcall',
        ...(content !== undefined && {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(content),
        }),
      },
    });
    sent.on('response', resolve);
    sent.on('error', reject);
    sent.end(content);
  });
}

async function readAll(response: IncomingMessage, operation: string): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > maximumBytes) {
      throw new KubernetesError(`the answer is larger than ${maximumBytes} bytes`, { operation, reason: 'TooLarge' });
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString();
}

function answeredError(operation: string, status: number, content: unknown): KubernetesError {
  const parsed = v.safeParse(Status, content);
  const { reason = 'Unknown', message = `HTTP ${status}` } = parsed.success ? parsed.output : {};
  const ErrorClass = status === 409 ? ConflictError : KubernetesError;
  return new ErrorClass(message.slice(0, maximumMessage), { operation, status, reason });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function reasonOf(error: unknown): TransportReason {
  if (!(error instanceof Error)) return 'Unreachable';
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return 'Timeout';
  const code = 'code' in error ? String(error.code) : '';
  if (['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE'].includes(code)) return 'ConnectionReset';
  return /CERT|SIGNATURE|ERR_TLS|ERR_SSL/.test(code) ? 'Untrusted' : 'Unreachable';
}
