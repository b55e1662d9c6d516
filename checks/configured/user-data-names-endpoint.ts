import { defineCheck } from '../../core/check.ts';
import { isOtherEksEndpoint, originOf, sameEndpoint } from '../../userdata/index.ts';

/** EKS user guide, troubleshooting and cluster-endpoint. An alias such as a proxy or PrivateLink name may be meant. */
export default defineCheck({
  id: 'user-data-names-endpoint',
  title: "The user data names this cluster's API server endpoint",
  stage: 'configured',
  needs: ['instance', 'userData', 'cluster'],
  causes: {
    'userdata-wrong-endpoint': {
      why: 'kubelet calls the address that its user data names, and that is not the API server of this cluster.',
      heals: 'new-node',
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/troubleshooting.html'],
      atMost: 'certain',
      manual: 'aws eks describe-cluster --name CLUSTER --query cluster.endpoint',
    },
  },
  judge({ instance, userData, cluster }) {
    const endpoint = userData?.apiServerEndpoint;
    if (!instance || instance.serviceManaged || !cluster?.endpoint || !endpoint || userData.standalone) return [];
    if (sameEndpoint(endpoint, cluster.endpoint)) return [];
    return [
      {
        cause: 'userdata-wrong-endpoint',
        certainty: isOtherEksEndpoint(endpoint, cluster.endpoint) ? 'certain' : 'likely',
        stage: 'connected',
        subject: originOf(instance),
        says: `The user data of ${instance.id} names ${endpoint}, but the endpoint of ${cluster.name} is ${cluster.endpoint}.`,
        facts: { userDataEndpoint: endpoint, clusterEndpoint: cluster.endpoint },
        evidence: [
          { source: 'ec2:DescribeInstanceAttribute', says: `userData names the endpoint ${endpoint}` },
          { source: 'eks:DescribeCluster', says: `endpoint=${cluster.endpoint}` },
        ],
        commands: [
          `aws eks describe-cluster --name ${cluster.name} --region ${cluster.region} --query cluster.endpoint`,
        ],
      },
    ];
  },
});
