import { describe, expect, it } from 'vitest';
import cni from '../../../checks/ready/cni-role-may-assign-addresses.ts';
import pull from '../../../checks/ready/node-role-may-pull-images.ts';
import type { Decision } from '../../../core/evidence.ts';
import { healthyTopics, type Seen, unread } from '../../support/evidence.ts';
import { cluster, NODE_ROLE } from '../../support/identity.ts';
import { judged } from '../../support/judged.ts';
import { daemonSet, other } from '../../support/nodes.ts';

const no: Decision = { allowed: false, explicitDeny: false };
const changed = (topic: 'nodePermissions' | 'cniPermissions', decision: Decision, actions: string[]): Seen => ({
  [topic]: {
    ...healthyTopics[topic],
    actions: { ...healthyTopics[topic].actions, ...Object.fromEntries(actions.map((action) => [action, decision])) },
  },
});
const attached = (...names: string[]): Seen => ({ nodePolicies: { ...healthyTopics.nodePolicies, attached: names } });
const fromEcr = other('agent', { images: ['111122223333.dkr.ecr.eu-central-1.amazonaws.com/agent:v1'] });
const cilium = { daemonSets: [other('cilium', { mountsCni: true })] };
const keptOff = { daemonSets: [daemonSet('aws-node', { desired: 0 }), ...cilium.daemonSets] };
const chained = { daemonSets: [daemonSet('aws-node'), ...cilium.daemonSets] };
const windows: Seen = { instance: { ...healthyTopics.instance, windows: true } };
const auto: Seen = { instance: { ...healthyTopics.instance, serviceManaged: true } };

describe('node-role-may-pull-images', () => {
  const ecr = ['ecr:GetAuthorizationToken', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];
  const denied = changed('nodePermissions', no, ecr);
  const partly = changed('nodePermissions', no, ['ecr:BatchGetImage']);

  it.each<[string, Seen, string[]]>([
    ['all allowed', {}, []],
    ['no permission at all', denied, ['node-role-missing-ecr certain ready']],
    ['no images, only plain policies attached', partly, ['node-role-missing-ecr certain ready']],
    [
      'no images on every resource, own policies attached',
      { ...partly, ...attached('own') },
      ['node-role-missing-ecr suspect ready'],
    ],
    [
      'an image of one’s own may hold the images',
      { ...denied, image: { ...healthyTopics.image, name: 'golden', ownerId: '111122223333' } },
      ['node-role-missing-ecr suspect ready'],
    ],
    [
      'an image that was not read',
      { ...denied, image: unread('ec2:DescribeImages') },
      ['node-role-missing-ecr likely ready'],
    ],
    [
      'another network may bring its images from elsewhere',
      { ...denied, cniIdentity: { addon: false } },
      ['node-role-missing-ecr likely ready'],
    ],
    [
      'a boundary',
      changed('nodePermissions', { ...no, allowedByBoundary: false }, ecr),
      ['iam-boundary-or-scp-deny certain ready'],
    ],
    ['Auto Mode', { ...denied, ...auto }, []],
    ['Windows', { ...denied, ...windows }, []],
    ['a role that is gone', { nodePermissions: null }, []],
    ['no image of the network comes from ECR', { ...denied, ...cilium }, []],
    ['aws-node does and is kept off all nodes', { ...denied, ...keptOff }, []],
    ['another plugin beside aws-node', { ...denied, ...chained }, ['node-role-missing-ecr likely ready']],
    ['though another one does', { daemonSets: [...cilium.daemonSets, fromEcr], ...denied }, []],
    ['DaemonSets unread', { ...denied, daemonSets: unread('x') }, ['node-role-missing-ecr certain ready']],
  ])('%s', (_, seen, said) => expect(judged(pull, seen)).toMatchObject({ said, notChecked: [] }));

  it('brings the policy to attach', () => {
    const [finding] = judged(pull, denied).findings;
    const policyArn = 'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly';
    expect(finding).toMatchObject({
      facts: { roleName: 'prod-eu-node', policyArn },
      fix: { remediation: 'attach-node-policy', heals: 'running' },
    });
  });

  it('without a simulation: a missing name is a suspect, any name that may do leaves it open', () => {
    const blind = { nodePermissions: unread('iam:SimulatePrincipalPolicy') };
    expect(judged(pull, { ...blind, ...attached() }).said).toEqual(['node-role-missing-ecr suspect ready']);
    for (const name of ['PullOnly', 'ReadOnly', 'PowerUser', 'FullAccess']) {
      const seen = { ...blind, ...attached(`AmazonEC2ContainerRegistry${name}`) };
      expect(judged(pull, seen)).toMatchObject({ said: [], calls: ['iam:SimulatePrincipalPolicy'] });
    }
    expect(judged(pull, { ...blind, nodePolicies: unread('iam:ListAttachedRolePolicies') }).calls).toHaveLength(1);
  });
});

describe('cni-role-may-assign-addresses', () => {
  const ipv4 = ['ec2:AssignPrivateIpAddresses', 'ec2:CreateNetworkInterface', 'ec2:AttachNetworkInterface'];
  const denied = changed('cniPermissions', no, ipv4);
  const ipv6: Seen = { cluster: cluster({ ipFamily: 'ipv6' }) };
  const CNI_ROLE = 'arn:aws:iam::111122223333:role/cni';
  const stuck: Seen = { node: { ...healthyTopics.node, ready: { status: 'False' } } };
  const unreadAccount: Seen = { cniServiceAccount: unread('kubernetes:GetServiceAccount') };
  const ofItsOwn: Seen = {
    cniIdentity: { addon: true, roleArn: CNI_ROLE },
    cniPermissions: { roleArn: CNI_ROLE, actions: Object.fromEntries(ipv4.map((action) => [action, no])) },
  };

  it.each<[string, Seen, string[]]>([
    ['all allowed', {}, []],
    ['the node role, which nothing overrules', denied, ['node-role-missing-cni certain ready']],
    ['the service account may name another', { ...denied, ...unreadAccount }, ['node-role-missing-cni suspect ready']],
    [
      'the same, and the node is not Ready',
      { ...denied, ...unreadAccount, ...stuck },
      ['node-role-missing-cni likely ready'],
    ],
    ['no service account', { ...denied, cniServiceAccount: null }, ['node-role-missing-cni suspect ready']],
    [
      'the node role, own policies',
      { ...denied, ...stuck, ...attached('own') },
      ['node-role-missing-cni suspect ready'],
    ],
    [
      'no add-on, and the DaemonSet of the VPC CNI',
      { ...denied, cniIdentity: { addon: false } },
      ['node-role-missing-cni certain ready'],
    ],
    ['no add-on, and another network', { ...denied, ...stuck, cniIdentity: { addon: false }, daemonSets: [] }, []],
    [
      'no add-on, and DaemonSets that were not read',
      { ...denied, cniIdentity: { addon: false }, daemonSets: unread('kubernetes:ListDaemonSets') },
      ['node-role-missing-cni suspect ready'],
    ],
    [
      'the role that the add-on names',
      { ...denied, cniIdentity: { addon: true, roleArn: NODE_ROLE } },
      ['node-role-missing-cni certain ready'],
    ],
    ['a role of its own, whose policies were not read', ofItsOwn, ['node-role-missing-cni suspect ready']],
    ['IPv6 does not need the actions of IPv4', { ...denied, ...ipv6 }, []],
    [
      'IPv6 needs its own',
      { ...changed('cniPermissions', no, ['ec2:AssignIpv6Addresses']), ...ipv6 },
      ['node-role-missing-cni certain ready'],
    ],
    ['IPv4 does not need the action of IPv6', changed('cniPermissions', no, ['ec2:AssignIpv6Addresses']), []],
    [
      'an organization',
      changed('cniPermissions', { ...no, allowedByOrganizations: false }, ipv4),
      ['iam-boundary-or-scp-deny suspect ready'],
    ],
    ['Auto Mode', { ...denied, ...auto }, []],
    ['Windows', { ...denied, ...windows }, []],
    ['another network', { ...denied, ...cilium }, []],
    ['another network, aws-node kept off all nodes', { ...denied, ...keptOff }, []],
    ['another plugin beside it', { ...denied, ...chained }, ['node-role-missing-cni suspect ready']],
    [
      'the same, and the node is not Ready',
      { ...denied, ...chained, ...stuck },
      ['node-role-missing-cni likely ready'],
    ],
    ['DaemonSets unread', { ...denied, daemonSets: unread('x') }, ['node-role-missing-cni certain ready']],
  ])('%s', (_, seen, said) => expect(judged(cni, seen)).toMatchObject({ said, notChecked: [] }));

  it('does not judge the node role where the service account names another', () => {
    const seen = { ...denied, cniServiceAccount: { roleArn: CNI_ROLE } };
    expect(judged(cni, seen)).toMatchObject({ said: [], calls: ['iam:SimulatePrincipalPolicy'] });
  });

  it('offers the policy to the fix for the node role and IPv4 alone', () => {
    const policyArn = 'arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy';
    expect(judged(cni, denied).findings[0]?.facts).toMatchObject({ policyArn, roleArn: NODE_ROLE, isNodeRole: true });
    expect(judged(cni, ofItsOwn).findings[0]?.facts).not.toHaveProperty('policyArn');
    const six = judged(cni, { ...changed('cniPermissions', no, ['ec2:AssignIpv6Addresses']), ...ipv6 }).findings[0];
    expect(six?.facts).not.toHaveProperty('policyArn');
    expect(six?.fix.commands).toEqual([]);
  });

  it.each(['cniIdentity', 'cniPermissions', 'cluster', 'instance'] as const)('%s unread: not checked', (topic) => {
    expect(judged(cni, { ...denied, [topic]: unread('some:Call') })).toMatchObject({ said: [], calls: ['some:Call'] });
  });
});
