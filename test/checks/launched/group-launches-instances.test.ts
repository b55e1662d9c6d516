import { describe, expect, it } from 'vitest';
import check from '../../../checks/launched/group-launches-instances.ts';
import { absent } from '../../../core/observed.ts';
import { instance } from '../../support/configured.ts';
import { healthyTopics, type Seen, unread } from '../../support/evidence.ts';
import { judged } from '../../support/judged.ts';
import { activity, failedLaunch, noInstance } from '../../support/launched.ts';

const said = (seen: Seen) => judged(check, seen).said;

describe('a launch that failed', () => {
  it.each([
    ['We currently do not have sufficient m5.large capacity in the Availability Zone', 'ec2-insufficient-capacity'],
    ['Could not launch Spot Instances. UnfulfillableCapacity - Unable to fulfill', 'ec2-insufficient-capacity'],
    ['Could not launch On-Demand Instances. VcpuLimitExceeded - You have requested', 'ec2-quota-exceeded'],
    ['You have requested more instances (7) than your current instance limit of 6 allows', 'ec2-quota-exceeded'],
    ['MaxSpotInstanceCountExceeded - Max spot instance count exceeded', 'ec2-quota-exceeded'],
    ["There are not enough free addresses in subnet 'subnet-0a' to satisfy the", 'subnet-ips-exhausted'],
    ['The specified launch template, with template ID lt-0a, does not exist.', 'launch-template-missing-or-drifted'],
    ["The image id '[ami-0a]' does not exist", 'ami-unavailable'],
    ['Not authorized for images: [ami-0a]', 'ami-unavailable'],
    ["The architecture 'arm64' of the specified instance type does not match the architecture", 'ami-arch-mismatch'],
    ["The requested instance type's architecture (x86_64) does not match the architecture in", 'ami-arch-mismatch'],
    [
      'Unsupported - Your requested instance type (p2.xlarge) is not supported in your requested Availability Zone',
      'instance-type-unsupported',
    ],
    ['Termination Reason: Client.InvalidKMSKey.InvalidState: The KMS key provided is in', 'kms-ebs-key-denied'],
    ['not authorized to perform: iam:PassRole with an explicit deny in a service control policy', 'launch-iam-denied'],
    ["'k8s.io/role' is not a valid tag key. Tag keys must match pattern ([0-9a-zA-Z])", 'imds-tags-slash'],
    ['Value (9) for parameter volumeSize is invalid', 'asg-launch-unsuccessful'],
  ])('%s', (message, cause) => {
    expect(said(failedLaunch(message))).toEqual([`${cause} certain launched`]);
  });

  it('is told by the profile as well as by the words', () => {
    const words = 'Value (x) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name';
    expect(said(failedLaunch(words))).toEqual(['node-role-or-profile-deleted likely launched']);
    expect(said({ ...failedLaunch(words), instanceProfile: null })).toEqual([
      'node-role-or-profile-deleted certain launched',
    ]);
  });

  it('of a client error is likely the key of the volume where there is one, else nobody knows', () => {
    const words = 'Termination Reason: Client.InternalError: Client error on launch';
    const launchTemplate = { ...healthyTopics.launchTemplate, kmsKeys: ['key-1'] };
    expect(said({ ...failedLaunch(words), launchTemplate })).toEqual(['kms-ebs-key-denied likely launched']);
    expect(said(failedLaunch(words))).toEqual([
      'kms-ebs-key-denied suspect launched',
      'asg-launch-unsuccessful certain launched',
    ]);
  });

  it('of several reasons names each of them', () => {
    const words = 'InsufficientInstanceCapacity - none left. VcpuLimitExceeded - too many.';
    expect(said(failedLaunch(words))).toHaveLength(2);
  });

  it('is only likely what keeps the next one away when it was long ago', () => {
    const moment = { at: '2026-11-26T08:00:00.000Z' };
    expect(said({ ...failedLaunch('VcpuLimitExceeded'), moment })).toEqual(['ec2-quota-exceeded likely launched']);
  });

  it('counts also when it was cancelled, or while the next try is under way', () => {
    const failed = activity({ status: 'Cancelled', message: 'no reason' });
    const underWay = activity({ status: 'InProgress' });
    expect(said({ ...noInstance, scalingActivities: [underWay, failed] })).toEqual([
      'asg-launch-unsuccessful certain launched',
    ]);
  });

  it('names the subnet, the group and the words', () => {
    const { findings } = judged(check, failedLaunch('not enough free addresses in subnet'));
    expect(findings[0]?.subject).toEqual({ kind: 'subnet', id: 'subnet-0a' });
    expect(findings[0]?.facts).toMatchObject({ group: 'eks-workers-1', status: 'Failed' });
  });
});

it('gives the line that helps with the real ids, where there is one', () => {
  const launchTemplate = { ...healthyTopics.launchTemplate, kmsKeys: ['key-1'] };
  const command = (message: string) =>
    judged(check, { ...failedLaunch(message), launchTemplate }).findings[0]?.fix.commands[0];
  expect(command('Not authorized for images')).toContain('--cluster-name prod-eu --nodegroup-name workers');
  expect(command('Client.InvalidKMSKey.InvalidState')).toMatch(
    /--key-id key-1 --grantee-principal arn:aws:iam::111122223333:role\/aws-service-role\//,
  );
  expect(command('requested instance type (m7g.large) is not supported in your requested Availability Zone')).toContain(
    'Values=m7g.large',
  );
  expect(command('something unheard of')).toContain("--region eu-central-1 --auto-scaling-group-name 'eks-workers-1'");
  expect(command('VcpuLimitExceeded')).toBeUndefined();
});

it('is not made good by what is no launch', () => {
  const failed = activity({ status: 'Failed', message: 'VcpuLimitExceeded' });
  const other = activity({ description: 'Terminating EC2 instance: i-0a' });
  expect(said({ ...noInstance, scalingActivities: [other, failed] })).toEqual(['ec2-quota-exceeded certain launched']);
});

describe('what is no failure of this launch', () => {
  const failed = activity({ status: 'Failed', message: 'InsufficientInstanceCapacity' });
  it.each<[string, Seen]>([
    ['a launch that succeeded', noInstance],
    ['an old failure before a success', { ...noInstance, scalingActivities: [activity(), failed] }],
    [
      'a termination that failed',
      {
        ...noInstance,
        scalingActivities: [activity({ status: 'Failed', description: 'Terminating EC2 instance: i-0a' }), activity()],
      },
    ],
    [
      'a load balancer that failed',
      {
        ...noInstance,
        scalingActivities: [
          activity({ status: 'Failed', description: 'Updating load balancers/target groups: Failed' }),
        ],
      },
    ],
    ['a failure of others while the instance runs', { scalingActivities: [failed] }],
    [
      'a failure of others when the instance has gone',
      { scalingActivities: [failed], instance: instance({ state: 'terminated' }) },
    ],
    ['an instance of no group', { scalingActivities: null }],
  ])('%s', (_name, seen) => expect(judged(check, seen)).toMatchObject({ said: [], notChecked: [] }));
});

it('tells of an instance that was ended at launch by the activity that names it', () => {
  const seen = instance({ state: 'terminated' });
  const failed = activity({
    status: 'Failed',
    message: 'Termination Reason: Client.InvalidKMSKey.InvalidState',
    description: `Launching a new EC2 instance: ${seen.id}`,
  });
  const { findings } = judged(check, { instance: seen, scalingActivities: [activity(), failed] });
  expect(findings.map(({ cause, subject }) => [cause, subject.id])).toEqual([['kms-ebs-key-denied', seen.id]]);
});

it('says nothing of what it cannot read', () => {
  const unknown = unread('autoscaling:DescribeScalingActivities');
  expect(judged(check, { instance: absent(), scalingActivities: unknown }).calls).toEqual([unknown.call]);
  const { calls, said: nothing } = judged(check, { instance: unread('ec2:DescribeInstances') });
  expect([calls, nothing]).toEqual([['ec2:DescribeInstances'], []]);
});
