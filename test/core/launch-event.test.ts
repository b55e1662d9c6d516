import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLaunchEvent } from '../../core/launch-event.ts';

const event = (change: object = {}) => ({
  version: '0',
  id: 'e1',
  'detail-type': 'EC2 Instance State-change Notification',
  source: 'aws.ec2',
  account: '111122223333',
  time: '2026-11-24T08:00:00Z',
  region: 'us-gov-west-1',
  resources: [],
  detail: { 'instance-id': 'i-0aa11bb22cc33dd44', state: 'running' },
  ...change,
});

describe('reading a launch event', () => {
  it('takes an instance that runs', () => {
    expect(readLaunchEvent(JSON.stringify(event()))).toEqual({
      instanceId: 'i-0aa11bb22cc33dd44',
      region: 'us-gov-west-1',
      account: '111122223333',
    });
  });

  it('takes a launch that failed', () => {
    const failed = {
      'detail-type': 'EC2 Instance Launch Unsuccessful',
      source: 'aws.autoscaling',
      detail: { AutoScalingGroupName: 'eks-workers-1', StatusMessage: 'no capacity', EC2InstanceId: '' },
    };
    expect(readLaunchEvent(JSON.stringify(event(failed)))).toEqual({
      scalingGroup: 'eks-workers-1',
      region: 'us-gov-west-1',
      account: '111122223333',
      at: '2026-11-24T08:00:00Z',
    });
    for (const wrong of [{ source: 'aws.ec2' }, { detail: { AutoScalingGroupName: '' } }, { time: 'soon' }])
      expect(readLaunchEvent(JSON.stringify(event({ ...failed, ...wrong })))).toHaveProperty('noLaunch');
  });

  it.each([
    ['no JSON', '{'],
    ['a bare value', 'null'],
    ['a list', '[]'],
    ['another state', JSON.stringify(event({ detail: { 'instance-id': 'i-0aa11bb22cc33dd44', state: 'terminated' } }))],
    ['another event', JSON.stringify(event({ 'detail-type': 'EC2 Spot Instance Interruption Warning' }))],
    ['no detail', JSON.stringify(event({ detail: undefined }))],
    ['an id that is none', JSON.stringify(event({ detail: { 'instance-id': '$(reboot)', state: 'running' } }))],
    ['an account that is none', JSON.stringify(event({ account: '../1' }))],
  ])('refuses %s', (_name, body) => {
    expect(readLaunchEvent(body)).toHaveProperty('noLaunch');
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (body) => 'noLaunch' in readLaunchEvent(body)));
  });
});
