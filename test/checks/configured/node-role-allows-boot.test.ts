import { describe, expect, it } from 'vitest';
import check from '../../../checks/configured/node-role-allows-boot.ts';
import type { Decision, UserData } from '../../../core/evidence.ts';
import { healthyTopics, type Seen, unread } from '../../support/evidence.ts';
import { judged } from '../../support/judged.ts';

const no: Decision = { allowed: false, explicitDeny: false };
const denying = (...actions: string[]) => permitted(Object.fromEntries(actions.map((action) => [action, no])));
const permitted = (actions: Record<string, Decision>): Seen => ({
  nodePermissions: {
    ...healthyTopics.nodePermissions,
    actions: { ...healthyTopics.nodePermissions.actions, ...actions },
  },
});
const image = (name: string) => ({ image: { ...healthyTopics.image, name }, nodeGroup: null });
const userData = (facts: Partial<UserData>): Seen => ({ userData: { ...healthyTopics.userData, ...facts } });
const scripted = { flavour: 'bootstrap-sh', apiServerEndpoint: undefined, caSha256: undefined } as const;
const unreadPermissions = { nodePermissions: unread('iam:SimulatePrincipalPolicy') };

describe('ec2:DescribeInstances', () => {
  it('passes while allowed', () => expect(judged(check)).toMatchObject({ said: [], notChecked: [] }));

  it('denied is certain on AL2023, with the policy of the right partition', () => {
    const { said, findings } = judged(check, denying('ec2:DescribeInstances'));
    expect(said).toEqual(['node-role-missing-worker-policy certain configured']);
    const policyArn = 'arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy';
    expect(findings[0]?.facts).toMatchObject({ roleName: 'prod-eu-node', policyArn, plainAbsence: true });
    expect(findings[0]?.fix).toMatchObject({
      remediation: 'attach-node-policy',
      commands: [`aws iam attach-role-policy --role-name prod-eu-node --policy-arn ${policyArn}`],
    });
  });

  it('is not needed by a node named by its instance id, nor by Auto Mode', () => {
    expect(
      judged(check, { ...denying('ec2:DescribeInstances'), ...userData({ instanceIdNodeName: true }) }).said,
    ).toEqual([]);
    const instance = { ...healthyTopics.instance, serviceManaged: true };
    expect(judged(check, { ...denying('ec2:DescribeInstances'), instance }).said).toEqual([]);
  });

  it.each<[string, Seen, string]>([
    ['AL2', { ...image('amazon-eks-node-1.30-v20250101'), ...userData({ flavour: 'bootstrap-sh' }) }, 'certain'],
    ['AL2023 with unread user data', { userData: unread('ec2:DescribeInstanceAttribute') }, 'likely'],
    [
      'Bottlerocket by default',
      { ...image('bottlerocket-aws-k8s-1.33-x86_64'), ...userData({ flavour: 'bottlerocket' }) },
      'likely',
    ],
    [
      'Bottlerocket told to',
      {
        ...image('bottlerocket-aws-k8s-1.33-x86_64'),
        ...userData({ flavour: 'bottlerocket', instanceIdNodeName: false }),
      },
      'certain',
    ],
    ['an image of one’s own', { ...image('golden'), ...userData({ flavour: 'shell' }) }, 'likely'],
  ])('%s', (_, seen, certainty) => {
    expect(judged(check, { ...denying('ec2:DescribeInstances'), ...seen }).said).toEqual([
      `node-role-missing-worker-policy ${certainty} configured`,
    ]);
  });

  it('denied under conditions that the simulation did not know is no more than a hint', () => {
    const decision = { ...no, missingContext: ['aws:RequestedRegion'] };
    expect(judged(check, permitted({ 'ec2:DescribeInstances': decision })).said).toEqual([
      'node-role-missing-worker-policy suspect configured',
    ]);
  });

  it.each([
    ['boundary', { ...no, allowedByBoundary: false }, 'certain'],
    // Its policies cannot be read: they may deny only what does not come from this VPC or address.
    ['organization', { ...no, explicitDeny: true, allowedByOrganizations: false }, 'suspect'],
  ])('taken away by the %s has another name and no fix', (_, decision, certainty) => {
    const { said, findings } = judged(check, permitted({ 'ec2:DescribeInstances': decision }));
    expect(said).toEqual([`iam-boundary-or-scp-deny ${certainty} configured`]);
    expect(findings[0]).toMatchObject({ fix: { remediation: null, commands: [] }, facts: { plainAbsence: false } });
  });

  it('denied by a policy of the role is not healed by another policy', () => {
    const { findings } = judged(check, permitted({ 'ec2:DescribeInstances': { ...no, explicitDeny: true } }));
    expect(findings).toMatchObject([{ cause: 'node-role-missing-worker-policy', fix: { commands: [] } }]);
    expect(findings[0]?.facts).not.toHaveProperty('policyArn');
  });
});

describe('eks:DescribeCluster', () => {
  const al2 = image('amazon-eks-node-1.30-v20250101');
  it('is needed where a script must find the endpoint', () => {
    expect(judged(check, { ...denying('eks:DescribeCluster'), ...al2, ...userData(scripted) }).said).toEqual([
      'node-role-missing-worker-policy likely configured',
    ]);
  });
  it('is not needed where user data gives it, nor on AL2023', () => {
    expect(
      judged(check, { ...denying('eks:DescribeCluster'), ...al2, ...userData({ flavour: 'bootstrap-sh' }) }).said,
    ).toEqual([]);
    expect(judged(check, denying('eks:DescribeCluster')).said).toEqual([]);
  });
  it('denied together with the name is one certain finding', () => {
    const both = denying('eks:DescribeCluster', 'ec2:DescribeInstances');
    const { said, findings } = judged(check, { ...both, ...al2, ...userData(scripted) });
    expect(said).toEqual(['node-role-missing-worker-policy certain configured']);
    expect(findings[0]?.facts.denied).toEqual(['ec2:DescribeInstances', 'eks:DescribeCluster']);
  });
});

describe('without a simulation', () => {
  const named = (...attached: string[]) => ({ nodePolicies: { ...healthyTopics.nodePolicies, attached } });
  it('a missing name is a suspect, and never fixed', () => {
    const { said, findings } = judged(check, { ...unreadPermissions, ...named('own-policy') });
    expect(said).toEqual(['node-role-missing-worker-policy suspect configured']);
    expect(findings[0]?.fix.commands).toEqual([]);
    expect(findings[0]?.facts).not.toHaveProperty('policyArn');
  });
  it.each([['AmazonEKSWorkerNodePolicy'], ['AdministratorAccess']])('%s leaves it open', (name) => {
    expect(judged(check, { ...unreadPermissions, ...named(name) })).toMatchObject({
      said: [],
      calls: ['iam:SimulatePrincipalPolicy'],
    });
  });
  it('nothing at all was read', () => {
    const seen = { ...unreadPermissions, nodePolicies: unread('iam:ListAttachedRolePolicies') };
    expect(judged(check, seen)).toMatchObject({ said: [], calls: ['iam:SimulatePrincipalPolicy'] });
  });
  it('an action that was left out is not taken for allowed', () => {
    const nodePermissions = { ...healthyTopics.nodePermissions, actions: {} };
    expect(judged(check, { nodePermissions })).toMatchObject({ said: [], calls: ['iam:SimulatePrincipalPolicy'] });
  });
  it('a role that is gone has a check of its own', () => {
    expect(judged(check, { nodePermissions: null })).toMatchObject({ said: [], notChecked: [] });
  });
});
