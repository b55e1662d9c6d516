import { NodegroupIssueCode } from '@aws-sdk/client-eks';
import { describe, expect, it } from 'vitest';
import check from '../../../checks/launched/node-group-is-healthy.ts';
import { ISSUE_CODES } from '../../../launches/issue-codes.ts';
import { instance } from '../../support/configured.ts';
import { unread } from '../../support/evidence.ts';
import { judged } from '../../support/judged.ts';
import { failedLaunch, noInstance, withIssue } from '../../support/launched.ts';

const codes: string[] = Object.values(NodegroupIssueCode);
const said = (code: string, message?: string) => judged(check, { ...noInstance, ...withIssue(code, message) }).said;

it('knows every code that EKS has, and no other', () => {
  expect(Object.keys(ISSUE_CODES).sort()).toEqual([...codes].sort());
});

describe('of a group without instances', () => {
  it.each([
    ['AmiIdNotFound', 'ami-unavailable certain launched'],
    ['AutoScalingGroupNotFound', 'asg-launch-unsuccessful certain launched'],
    ['Ec2InstanceTypeDoesNotExist', 'instance-type-unsupported certain launched'],
    ['Ec2LaunchTemplateNotFound', 'launch-template-missing-or-drifted certain launched'],
    ['Ec2LaunchTemplateVersionMismatch', 'launch-template-missing-or-drifted likely launched'],
    ['SourceEc2LaunchTemplateNotFound', 'launch-template-missing-or-drifted suspect launched'],
    ['IamInstanceProfileNotFound', 'node-role-or-profile-deleted certain launched'],
    ['IamNodeRoleNotFound', 'node-role-or-profile-deleted certain launched'],
    ['InstanceLimitExceeded', 'ec2-quota-exceeded certain launched'],
    ['LimitExceeded', 'ec2-quota-exceeded suspect launched'],
    ['InsufficientFreeAddresses', 'subnet-ips-exhausted likely launched'],
    ['IamThrottling', 'launch-iam-denied suspect launched'],
    ['ClusterUnreachable', 'apiserver-overloaded suspect connected'],
    ['Ec2SubnetMissingIpv6Assignment', 'ip-family-mismatch suspect configured'],
    ['Ec2SubnetInvalidConfiguration', 'public-subnet-no-public-ip suspect connected'],
    ['KubernetesLabelInvalid', 'kubelet-invalid-node-labels suspect configured'],
  ])('%s', (code, expected) => expect(said(code)).toEqual([expected]));

  it.each([
    'AccessDenied',
    'NodeCreationFailure',
    'InternalFailure',
    'Unknown',
    'PodEvictionFailure',
    'NewInSomeLaterYear',
  ])('%s carries no cause', (code) => expect(said(code)).toEqual([]));

  it('knows an image that may not be used by its words', () => {
    expect(said('AccessDenied', 'Not authorized for images: [ami-0a]')).toEqual(['ami-unavailable certain launched']);
  });
});

describe('failures to launch', () => {
  const issue = withIssue('AsgInstanceLaunchFailures', 'InsufficientInstanceCapacity');
  it('are told by the activities where these could be read', () => {
    expect(judged(check, { ...noInstance, ...issue }).said).toEqual([]);
  });

  it('are likely what EKS repeats where they could not', () => {
    const scalingActivities = unread('autoscaling:DescribeScalingActivities');
    const { said: found } = judged(check, { ...noInstance, ...issue, scalingActivities });
    expect(found).toEqual(['ec2-insufficient-capacity likely launched']);
    const other = withIssue('AsgInstanceLaunchFailures', 'something new');
    expect(judged(check, { ...noInstance, ...other, scalingActivities }).said).toEqual([
      'asg-launch-unsuccessful likely launched',
    ]);
  });

  it('are not told twice', () => {
    const seen = { ...failedLaunch('VcpuLimitExceeded'), ...withIssue('InstanceLimitExceeded') };
    expect(judged(check, seen).said).toEqual([]);
  });
});

describe('of a group with instances', () => {
  it('a code of the launch says nothing of one that runs, and is a suspicion of one that has gone', () => {
    const seen = withIssue('InstanceLimitExceeded');
    expect(judged(check, seen).said).toEqual([]);
    expect(judged(check, { ...seen, instance: instance({ state: 'terminated' }) }).said).toEqual([
      'ec2-quota-exceeded suspect launched',
    ]);
  });

  it.each(codes)('%s is no more than a suspicion of one that runs', (code) => {
    const { findings } = judged(check, withIssue(code));
    expect(findings.filter(({ certainty }) => certainty !== 'suspect')).toEqual([]);
  });
});

it('leaves out resources that EKS made up', () => {
  const { findings } = judged(check, { ...noInstance, ...withIssue('InstanceLimitExceeded') });
  expect(findings[0]?.facts.resources).toEqual(['eks-workers-1']);
});

it('is silent without issues, without a node group, and where it cannot be read', () => {
  expect(judged(check)).toMatchObject({ said: [], notChecked: [] });
  expect(judged(check, { nodeGroup: null })).toMatchObject({ said: [], notChecked: [] });
  expect(judged(check, { nodeGroup: unread('eks:DescribeNodegroup') }).calls).toEqual(['eks:DescribeNodegroup']);
});
