import { defineCheck } from '../../core/check.ts';
import { regionOf } from '../../network/addresses.ts';
import { groupsAdmit } from '../../network/security-groups.ts';
import { inClusterVpc, otherTopics, surroundings } from '../../network/surroundings.ts';

const needs = ['instance', 'cluster', 'securityGroups', 'clusterInterfaces'] as const;
const KUBELET = 10_250;

/** EKS user guide, sec-group-reqs: the control plane talks to kubelet on TCP 10250. Nodes become Ready without it. */
export default defineCheck({
  id: 'kubelet-reachable',
  title: 'The security groups of the node let the control plane reach kubelet',
  stage: 'connected',
  needs,
  uses: otherTopics(needs),
  causes: {
    'sg-kubelet-ingress-blocked': {
      why: 'No security group of the node admits TCP 10250 from the control plane, so logs, exec, metrics and webhooks fail.',
      heals: 'running',
      atMost: 'certain',
      manual:
        'aws ec2 authorize-security-group-ingress --group-id NODE_GROUP_ID --protocol tcp --port 10250 --source-group CLUSTER_GROUP_ID',
      afterJoining: true,
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html'],
    },
  },
  judge(seen) {
    const here = surroundings(seen);
    if (!here || !inClusterVpc(here)) return [];
    const [{ groups }] = here.interfaces;
    const { clusterInterfaces = [], instance, cluster } = here;
    const answers = clusterInterfaces.map(({ privateIps, ipv6, groups: far }) =>
      groupsAdmit(groups, 'ingress', { region: regionOf([...privateIps, ...ipv6]), groups: far }, KUBELET, here),
    );
    const [first] = answers;
    if (!first || answers.some(({ verdict }) => verdict !== 'no')) return [];
    const [group = ''] = groups.toSorted();
    const source = cluster.clusterSecurityGroupId ?? clusterInterfaces[0]?.groups[0] ?? '';
    return [
      {
        cause: 'sg-kubelet-ingress-blocked',
        certainty: 'certain',
        subject: { kind: 'security-group', id: group },
        says: `${groups.join(', ')} of ${instance.id} admits no TCP ${KUBELET} from the control plane of ${cluster.name}.`,
        facts: { groups, controlPlaneGroups: [...new Set(clusterInterfaces.flatMap((one) => one.groups))] },
        evidence: first.proof,
        commands: [
          `aws ec2 authorize-security-group-ingress --region ${instance.region} --group-id ${group} --protocol tcp --port ${KUBELET} --source-group ${source}`,
        ],
      },
    ];
  },
});
