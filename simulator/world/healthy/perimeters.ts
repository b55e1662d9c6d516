/** What an organization or a role denies to everybody who does not come the right way. */
import { healthyWorld } from '../healthy.ts';
import type { PolicyDocument } from '../types.ts';
import { addPolicy, allowing, type HealthyWorld, isolated } from './variety.ts';

/** A deny for whatever does not come by this VPC, or from these addresses, as data perimeters have it. */
const denyUnless = (condition: PolicyDocument['Statement'][number]['Condition']): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Action: ['ec2:*', 'ecr:*', 'eks:*'], Resource: '*', Condition: condition }],
});

export const perimeterWorlds: readonly HealthyWorld[] = [
  {
    name: 'perimeter: an inline deny for all but the VPC endpoints of this VPC',
    world: () =>
      healthyWorld({
        ...isolated,
        nodeKind: 'self-managed',
        prepare: ({ network, role }) => {
          const { vpcId } = network.vpc;
          role.inlinePolicies['perimeter'] = denyUnless({ StringNotEquals: { 'aws:SourceVpc': vpcId } });
        },
      }),
  },
  {
    name: 'perimeter: a service control policy that denies all but this VPC',
    world: () =>
      healthyWorld({
        ...isolated,
        nodeKind: 'self-managed',
        prepare: ({ world, network, role }) => {
          const document = denyUnless({
            StringNotEquals: { 'aws:SourceVpc': network.vpc.vpcId },
            ArnLike: { 'aws:PrincipalArn': role.arn },
          });
          world.serviceControlPolicies.push({ id: 'p-perimeter', name: 'perimeter', document });
        },
      }),
  },
  {
    name: 'perimeter: an inline deny for all addresses but the NAT gateway’s',
    world: () =>
      healthyWorld({
        nodeKind: 'karpenter',
        prepare: ({ role }) => {
          role.inlinePolicies['perimeter'] = denyUnless({ NotIpAddress: { 'aws:SourceIp': '203.0.113.10/32' } });
        },
      }),
  },
  {
    name: 'regions: a service control policy for Europe alone',
    world: () =>
      healthyWorld({
        prepare: ({ world }) => {
          const allowed = ['eu-central-1', 'eu-west-1'];
          const document = denyUnless({ StringNotEquals: { 'aws:RequestedRegion': allowed } });
          world.serviceControlPolicies.push({ id: 'p-regions', name: 'regions', document });
        },
      }),
  },
  {
    name: 'a permissions boundary that allows enough',
    world: () =>
      healthyWorld({
        prepare: ({ world, role }) => {
          const services = [
            'ec2:*',
            'eks:*',
            'eks-auth:*',
            'ecr:*',
            's3:Get*',
            'ssm:*',
            'ssmmessages:*',
            'ec2messages:*',
          ];
          role.permissionsBoundary = addPolicy(world, 'workload-boundary', allowing(services));
        },
      }),
  },
  {
    name: 'a service control policy that denies what no node does',
    world: () =>
      healthyWorld({
        prepare: ({ world }) => {
          const document: PolicyDocument = {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Deny', Action: ['iam:CreateUser', 'ec2:DeleteVpc'], Resource: '*' }],
          };
          world.serviceControlPolicies.push({ id: 'p-guardrails', name: 'guardrails', document });
        },
      }),
  },
];
