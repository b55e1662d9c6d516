import { defineCheck } from '../../core/check.ts';
import { originOf, sameEndpoint } from '../../userdata/index.ts';

/** EKS API reference, Certificate: clients verify the API server with `certificateAuthority.data`. */
export default defineCheck({
  id: 'user-data-names-ca',
  title: "The user data carries this cluster's certificate authority",
  stage: 'configured',
  needs: ['instance', 'userData', 'cluster'],
  causes: {
    'userdata-wrong-ca': {
      why: "kubelet verifies the API server with the certificate authority of its user data, which is not this cluster's.",
      heals: 'new-node',
      docs: ['https://docs.aws.amazon.com/eks/latest/APIReference/API_Certificate.html'],
      atMost: 'certain',
      manual: 'aws eks describe-cluster --name CLUSTER --query cluster.certificateAuthority.data',
    },
  },
  judge({ instance, userData, cluster }) {
    if (!instance || instance.serviceManaged || !cluster?.caSha256 || !userData?.caSha256 || userData.standalone)
      return [];
    if (userData.caSha256 === cluster.caSha256) return [];
    // Behind an address of one's own another authority may be right.
    const direct = sameEndpoint(userData.apiServerEndpoint, cluster.endpoint);
    return [
      {
        cause: 'userdata-wrong-ca',
        certainty: direct ? 'certain' : 'likely',
        stage: 'connected',
        subject: originOf(instance),
        says: `The user data of ${instance.id} carries another certificate authority than ${cluster.name} has; was the cluster created anew?`,
        facts: { userDataCaSha256: userData.caSha256, clusterCaSha256: cluster.caSha256, endpointFits: direct },
        evidence: [
          {
            source: 'ec2:DescribeInstanceAttribute',
            says: `userData: SHA-256 of the authority is ${userData.caSha256}`,
          },
          { source: 'eks:DescribeCluster', says: `SHA-256 of certificateAuthority.data is ${cluster.caSha256}` },
        ],
        commands: [],
      },
    ];
  },
});
