import { describe, expect, it } from 'vitest';
import check from '../../../checks/launched/instance-is-left-running.ts';
import type { Instance } from '../../../core/evidence.ts';
import { instance } from '../../support/configured.ts';
import { healthyTopics, unread } from '../../support/evidence.ts';
import { judged } from '../../support/judged.ts';

const gone = (stateReason: string, state: Instance['state'] = 'terminated') => ({
  instance: instance({ state, stateReason }),
});
const encrypted = { launchTemplate: { ...healthyTopics.launchTemplate, kmsKeys: ['key-1'] } };

describe('an instance that was ended', () => {
  it.each([
    ['Server.SpotInstanceTermination', 'spot-or-external-termination certain ready'],
    ['Server.SpotInstanceShutdown', 'spot-or-external-termination certain ready'],
    ['Client.UserInitiatedShutdown', 'spot-or-external-termination likely ready'],
    ['Client.InstanceInitiatedShutdown', 'spot-or-external-termination likely ready'],
    ['Server.InsufficientInstanceCapacity', 'ec2-insufficient-capacity certain launched'],
    ['Client.VolumeLimitExceeded', 'ec2-quota-exceeded certain launched'],
    ['Client.InvalidKMSKey.InvalidState', 'kms-ebs-key-denied certain launched'],
    ['Client.InternalError', 'kms-ebs-key-denied suspect launched'],
  ])('%s', (code, expected) => expect(judged(check, gone(code)).said).toEqual([expected]));

  it('by a client error is likely the key of its volume where its template has one', () => {
    const seen = { ...gone('Client.InternalError'), ...encrypted };
    expect(judged(check, seen).said).toEqual(['kms-ebs-key-denied likely launched']);
  });

  it.each(['Server.InternalError', 'Server.ScheduledStop', ''])('by "%s": nothing is known of it', (code) =>
    expect(judged(check, gone(code)).said).toEqual([]),
  );
});

it('is silent about one that runs, whatever it went through', () => {
  expect(judged(check, gone('Client.UserInitiatedShutdown', 'running')).said).toEqual([]);
  expect(judged(check, gone('Client.UserInitiatedShutdown', 'pending')).said).toEqual([]);
});

describe('an instance that was stopped', () => {
  const stopped = gone('Client.UserInitiatedShutdown', 'stopped');
  it('in a warm pool rests on purpose', () => {
    const scaling = { group: 'eks-workers-1', lifecycleState: 'Warmed:Stopped' };
    expect(judged(check, { ...stopped, scaling })).toMatchObject({ said: [], notChecked: [] });
  });

  it('elsewhere was ended', () => {
    expect(judged(check, { ...stopped, scaling: null }).said).toEqual(['spot-or-external-termination likely ready']);
  });

  it('may be in a warm pool where nobody can tell', () => {
    const scaling = unread('autoscaling:DescribeAutoScalingInstances');
    expect(judged(check, { ...stopped, scaling })).toMatchObject({ said: [], calls: [scaling.call] });
  });
});
