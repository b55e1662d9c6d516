import { defineCheck } from '../../core/check.ts';
import type { Instance } from '../../core/evidence.ts';
import { resolveTie } from '../../core/target.ts';
import { originOf, sameEndpoint } from '../../userdata/index.ts';

const CLUSTER_TAG = 'kubernetes.io/cluster/';

/** The token is signed over the cluster's name (aws-iam-authenticator pkg/token/token.go); names are case-sensitive. */
export default defineCheck({
  id: 'user-data-names-cluster',
  title: 'The user data names the cluster that the instance belongs to',
  stage: 'configured',
  needs: ['instance', 'userData', 'cluster'],
  causes: {
    'userdata-wrong-cluster-name': {
      why: 'A node signs its token for the cluster that its user data names, and any other cluster refuses it.',
      heals: 'new-node',
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/troubleshooting.html'],
      atMost: 'certain',
      manual: 'Name CLUSTER in the user data, with the same capitals, and launch new nodes.',
    },
  },
  judge({ instance, userData, cluster }) {
    const named = userData?.clusterName;
    if (!instance || instance.serviceManaged || !named || userData.standalone || named === cluster?.name) return [];
    const accusation = {
      cause: 'userdata-wrong-cluster-name' as const,
      subject: originOf(instance),
      commands: [],
      evidence: [{ source: 'ec2:DescribeInstanceAttribute', says: `userData names the cluster ${named}` }],
    };
    // With an endpoint of its own the node asks nobody whether the name exists.
    const asksAtBoot =
      userData.apiServerEndpoint === undefined && ['bootstrap-sh', 'windows'].includes(userData.flavour);
    if (!cluster) {
      // The cluster that does not exist may be another one than the user data names.
      if (resolveTie(instance.tags, named)?.cluster !== named) return [];
      const others = tagged(instance).filter((name) => name !== named);
      return [
        {
          ...accusation,
          certainty: asksAtBoot ? 'certain' : others.length > 0 ? 'likely' : 'suspect',
          says: `The user data of ${instance.id} names the cluster ${named}, which does not exist in ${instance.region}.`,
          facts: { named, exists: false, taggedFor: others },
          evidence: [...accusation.evidence, { source: 'eks:DescribeCluster', says: `no cluster named ${named}` }],
        },
      ];
    }
    const meant = sameEndpoint(userData.apiServerEndpoint, cluster.endpoint) || userData.caSha256 === cluster.caSha256;
    // EKS itself launched it for this cluster, or its endpoint says so: then the name alone is wrong.
    const ownedByEks = [instance.tags['eks:cluster-name'], instance.tags['aws:eks:cluster-name']].includes(
      cluster.name,
    );
    return [
      {
        ...accusation,
        certainty: meant || ownedByEks ? 'certain' : 'likely',
        stage: asksAtBoot ? 'configured' : 'authenticated',
        says: `The user data of ${instance.id} names the cluster ${named}, but the instance belongs to ${cluster.name}.`,
        facts: { named, cluster: cluster.name, endpointFits: meant },
        evidence: [...accusation.evidence, { source: 'eks:DescribeCluster', says: `name=${cluster.name}` }],
      },
    ];
  },
});

const tagged = (instance: Instance): string[] =>
  Object.keys(instance.tags).flatMap((key) => (key.startsWith(CLUSTER_TAG) ? [key.slice(CLUSTER_TAG.length)] : []));
