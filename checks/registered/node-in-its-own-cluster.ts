import { defineCheck } from '../../core/check.ts';
import { CNI_CLUSTER_TAG, isMadeByCni } from '../../core/progress.ts';

/** amazon-vpc-cni-k8s pkg/awsutils/awsutils.go: the VPC CNI tags its interfaces with the cluster that it runs in. */
export default defineCheck({
  id: 'node-in-its-own-cluster',
  title: 'The instance has not joined another cluster',
  stage: 'registered',
  needs: ['cluster', 'instance', 'nodeInterfaces'],
  uses: ['node'],
  causes: {
    'node-in-other-cluster': {
      why: 'A machine is a node of one cluster: endpoint and certificate authority in its user data lead to another one.',
      heals: 'new-node',
      atMost: 'certain',
      manual: 'Put name, endpoint and certificate authority of CLUSTER into the user data of the launch template.',
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html'],
    },
  },
  judge({ cluster, instance, nodeInterfaces = [], node }) {
    if (!cluster || !instance) return [];
    const foreign = nodeInterfaces.find((eni) => {
      const owner = eni.tags[CNI_CLUSTER_TAG];
      return owner !== undefined && owner !== cluster.name && isMadeByCni(eni, instance, owner);
    });
    const other = foreign?.tags[CNI_CLUSTER_TAG];
    if (!foreign || !other) return [];
    return [
      {
        cause: 'node-in-other-cluster',
        // The tag is what aws-node is told its cluster is called; a copied manifest says it wrong.
        certainty: node.state === 'absent' ? 'certain' : 'likely',
        subject: { kind: 'instance', id: instance.id },
        says: `${instance.id} has joined the cluster ${other}, not ${cluster.name}.`,
        facts: { instance: instance.id, cluster: cluster.name, joined: other, interface: foreign.id },
        evidence: [{ source: 'ec2:DescribeNetworkInterfaces', says: `${foreign.id} ${CNI_CLUSTER_TAG}=${other}` }],
        commands: [
          `aws eks describe-cluster --name ${cluster.name} --query cluster.[endpoint,certificateAuthority.data]`,
        ],
      },
    ];
  },
});
