import * as v from 'valibot';
import type { FixApi } from '../core/fix-api.ts';
import { valueOf } from '../core/observed.ts';
import { type Change, changeOf, FixRefused, ownerOf, type Remediation } from '../core/remediation.ts';
import { groundsOf, ignoredBy, partOf, refuseOn } from './guards.ts';

/** Hostnames can only be on while support is (EC2 API reference, ModifyVpcAttribute). */
const ATTRIBUTES = [
  { key: 'support', name: 'enableDnsSupport', option: '--enable-dns-support' },
  { key: 'hostnames', name: 'enableDnsHostnames', option: '--enable-dns-hostnames' },
] as const;

const Dns = v.strictObject({ support: v.boolean(), hostnames: v.boolean() });
const ON = { support: true, hostnames: true };

/** Switches both DNS attributes of the cluster's VPC on (EKS user guide, network-reqs and cluster-endpoint). */
const vpcDns: Remediation = {
  id: 'vpc-dns',
  title: 'Switch DNS resolution and DNS hostnames of the VPC on',
  causes: ['vpc-dns-support-disabled', 'vpc-dns-hostnames-disabled'],
  permissions: ['eks:DescribeCluster', 'ec2:DescribeVpcs', 'ec2:DescribeVpcAttribute', 'ec2:ModifyVpcAttribute'],

  plan(finding, evidence) {
    const grounds = groundsOf(finding, evidence);
    if ('declined' in grounds) return grounds;
    const { cluster, instance } = grounds;
    const vpc = valueOf(evidence.vpc);
    const dns = valueOf(evidence.vpcDns);
    if (!vpc || !dns) return { declined: 'the VPC could not be read' };
    if (finding.subject.id !== vpc.id || cluster.vpcId !== vpc.id || instance.vpcId !== vpc.id) {
      return { declined: `${finding.subject.id} is not the VPC of both ${cluster.name} and ${instance.id}` };
    }
    if (vpc.ownerId !== cluster.account) return { declined: `${vpc.id} belongs to account ${vpc.ownerId}` };
    const ignored = ignoredBy(vpc.id, vpc.tags);
    if (ignored) return { declined: ignored };
    const before = { support: dns.enableDnsSupport, hostnames: dns.enableDnsHostnames };
    const off = ATTRIBUTES.filter(({ key }) => !before[key]);
    if (off.length === 0) return { declined: `DNS resolution and DNS hostnames of ${vpc.id} are on` };
    return changeOf({
      remediation: 'vpc-dns',
      cause: finding.cause,
      cluster: cluster.name,
      region: cluster.region,
      account: cluster.account,
      object: { kind: 'vpc', id: vpc.id },
      says: `Switch ${off.map(({ name }) => name).join(' and ')} of ${vpc.id} on.`,
      before,
      after: ON,
      undo: {
        says: `Switch ${off.map(({ name }) => name).join(' and ')} of ${vpc.id} off again.`,
        commands: off
          .toReversed()
          .map(
            ({ option }) =>
              `aws ec2 modify-vpc-attribute --region ${cluster.region} --vpc-id ${vpc.id} ${option} '{"Value":false}'`,
          ),
        clean: true,
      },
      heals: finding.fix.heals,
      owner: ownerOf(vpc.tags),
    });
  },

  objection({ object, after }, cluster) {
    if (!v.is(Dns, after) || !after.support || !after.hostnames) return 'it does not switch DNS on';
    return object.kind === 'vpc' && object.id === cluster.vpcId
      ? undefined
      : `${object.id} is not the VPC of ${cluster.name}`;
  },

  async apply(change, api) {
    const before = partOf(change, Dns, change.before);
    const live = await liveDns(change, api);
    const off = ATTRIBUTES.filter(({ key }) => !live[key]);
    const surprise = off.find(({ key }) => before[key]);
    if (surprise) throw new FixRefused(`${surprise.name} of ${change.object.id} was on and is off now`);
    for (const { name } of off) await api.setVpcDns(change.object.id, name, true);
    return off.length > 0 ? 'applied' : 'already';
  },

  async verify({ object }, api) {
    const live = await api.vpcDns(object.id);
    return live !== undefined && live.support && live.hostnames;
  },

  async undo(change, api) {
    const before = partOf(change, Dns, change.before);
    const live = await liveDns(change, api);
    const ours = ATTRIBUTES.filter(({ key }) => !before[key] && live[key]).toReversed();
    for (const { name } of ours) await api.setVpcDns(change.object.id, name, false);
    return ours.length > 0 ? 'undone' : 'already';
  },
};

export default vpcDns;

/** @throws FixRefused when the VPC is gone, not the account's own, or to be left alone: participants cannot write it */
const liveDns = async ({ object, account }: Change, api: FixApi) => {
  const live = await api.vpcDns(object.id);
  if (!live) throw new FixRefused(`${object.id} is gone`);
  if (live.ownerId !== account) throw new FixRefused(`${object.id} belongs to account ${live.ownerId}`);
  refuseOn(ignoredBy(object.id, live.tags));
  return live;
};
