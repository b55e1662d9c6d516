import { describe, expect, it } from 'vitest';
import { observationOf } from '../../aws/errors.ts';
import { KubernetesError } from '../../aws/kubernetes-error.ts';

const named = (name: string, more: object = {}): Error =>
  Object.assign(new Error('token k8s-aws-v1.c2VjcmV0 refused'), { name }, more);

const kubernetes = (details: { status?: number; reason: string }): KubernetesError =>
  new KubernetesError('refused', { operation: 'GET /api/v1/nodes', ...details });

describe('an error as an observation', () => {
  it.each([
    ['UnauthorizedOperation', 'denied'],
    ['AccessDenied', 'denied'],
    ['AccessDeniedException', 'denied'],
    ['RequestLimitExceeded', 'throttled'],
    ['Throttling', 'throttled'],
    ['ThrottlingException', 'throttled'],
    ['TimeoutError', 'timeout'],
    ['AbortError', 'timeout'],
    ['UnsupportedOperation', 'unsupported'],
    ['ExpiredTokenException', 'failed'],
    ['CredentialsProviderError', 'failed'],
    ['InternalError', 'failed'],
  ])('%s is %s', (name, because) => {
    expect(observationOf(named(name), 'iam:GetRole')).toMatchObject({ state: 'unknown', because, call: 'iam:GetRole' });
  });

  it.each([
    'NoSuchEntityException',
    'NoSuchEntity',
    'ResourceNotFoundException',
    'InvalidInstanceID.NotFound',
    'InvalidVpcID.NotFound',
    'InvalidDhcpOptionsID.NotFound',
    'InvalidAMIID.NotFound',
    'InvalidAMIID.Unavailable',
  ])('%s is absent', (name) => {
    expect(observationOf(named(name), 'x:Y')).toEqual({ state: 'absent', call: 'x:Y' });
  });

  it.each(['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT'])('a socket that fails with %s is a timeout', (code) => {
    expect(observationOf(named('Error', { code }), 'x:Y')).toMatchObject({ because: 'timeout' });
    expect(observationOf(named('Error', { cause: { code } }), 'x:Y')).toMatchObject({ because: 'timeout' });
  });

  it('status 429 is throttled whatever its name', () => {
    expect(observationOf(named('Slow', { $metadata: { httpStatusCode: 429 } }), 'x:Y')).toMatchObject({
      because: 'throttled',
    });
  });

  it('names the missing permission', () => {
    expect(observationOf(named('AccessDenied'), 'iam:GetRole')).toMatchObject({
      says: expect.stringContaining('iam:GetRole'),
    });
  });

  it('leaks no secret of a message', () => {
    expect(JSON.stringify(observationOf(named('Odd'), 'x:Y'))).not.toContain('c2VjcmV0');
  });

  it.each([undefined, null, 'text', 7, {}, { name: 3, message: {} }])('takes %j for a failure', (thrown) => {
    expect(observationOf(thrown, 'x:Y')).toMatchObject({ state: 'unknown', because: 'failed' });
  });

  it.each([
    [{ status: 401, reason: 'Unauthorized' }, 'denied'],
    [{ status: 403, reason: 'Forbidden' }, 'denied'],
    [{ status: 429, reason: 'TooManyRequests' }, 'throttled'],
    [{ reason: 'Timeout' }, 'timeout'],
    [{ reason: 'Unreachable' }, 'timeout'],
    [{ reason: 'Untrusted' }, 'failed'],
    [{ status: 500, reason: 'InternalError' }, 'failed'],
  ])('Kubernetes: %j is %s', (details, because) => {
    expect(observationOf(kubernetes(details), 'kubernetes:GetNode')).toMatchObject({ state: 'unknown', because });
  });
});
