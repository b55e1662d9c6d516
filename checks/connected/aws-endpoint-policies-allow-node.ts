import { type Accusation, defineCheck, type NotJudged } from '../../core/check.ts';
import type { Certainty } from '../../core/finding.ts';
import { type EndpointCall, type EndpointRuling, endpointRuling } from '../../identity/endpoint-policy.ts';
import { nodeRoleArn } from '../../identity/node-role.ts';
import { awsServices, type Destination } from '../../network/destinations.ts';
import { otherTopics, type Surroundings, sureOfDirectPath, surroundings } from '../../network/surroundings.ts';
import { leastSure } from '../../network/verdict.ts';

const needs = ['instance', 'cluster', 'vpcEndpoints'] as const;

/**
 * PrivateLink guide, endpoint policies; EKS user guide, private-clusters. Images of EKS lie in accounts of AWS, which
 * policies for one's own resources forget.
 */
export default defineCheck({
  id: 'aws-endpoint-policies-allow-node',
  title: 'The policies of the endpoints allow what a node calls',
  stage: 'connected',
  needs,
  uses: [...otherTopics(needs), 'nodeRole', 'nodeGroup', 'instanceProfile'],
  causes: {
    'vpce-policy-denies': {
      why: 'The call of an AWS API goes through a VPC endpoint whose policy does not allow it.',
      heals: 'running',
      atMost: 'certain',
      manual: 'aws ec2 modify-vpc-endpoint --vpc-endpoint-id VPC_ENDPOINT_ID --policy-document file://POLICY.json',
      docs: [
        'https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html',
        'https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html',
      ],
    },
  },
  judge(seen) {
    const here = surroundings(seen);
    if (!here) return [];
    const role = nodeRoleArn({ ...seen, instance: { state: 'known', value: here.instance } });
    return awsServices(here).flatMap((destination) => judgeService(here, destination, role));
  },
});

type Said = Accusation<'vpce-policy-denies'> | NotJudged;

/** Judged only where every way leads through an endpoint: beside one that is perhaps not taken nothing is said. */
const judgeService = (here: Surroundings, destination: Destination, role: string | undefined): Said[] => {
  const { ways, stage, service = '' } = destination;
  const ids = [...new Set(ways.map(({ endpointId }) => endpointId))];
  if (ids.includes(undefined) || ways.some(({ named }) => named !== 'yes')) return [];
  const rulings = ids.flatMap((id) => {
    const endpoint = here.vpcEndpoints?.find((one) => one.id === id);
    return endpoint ? [{ endpoint, ...worstOf(endpoint.policy, callsOf(here, service, role)) }] : [];
  });
  const [first, ...others] = rulings.filter(({ answer }) => answer !== 'allowed');
  if (!first) return [];
  const { endpoint, call, answer, conditions } = first;
  const weight = weigh(here, destination, first);
  if (!weight) {
    const notChecked = `the policy of ${endpoint.id} allows ${call.action} only under conditions`;
    return [{ notChecked, call: 'ec2:DescribeVpcEndpoints' }];
  }
  const some = others.length + 1 < rulings.length;
  return [
    {
      cause: 'vpce-policy-denies',
      certainty: leastSure(some ? 'suspect' : weight, sureOfDirectPath(here)),
      stage,
      ...(stage === 'configured' ? { heals: 'after-reboot' } : {}),
      subject: { kind: 'vpc-endpoint', id: endpoint.id },
      says: `The policy of ${endpoint.id} for ${service} ${WORDS[answer]} ${call.action}.`,
      facts: { endpoint: endpoint.id, service, action: call.action, answer, conditions: Object.keys(conditions) },
      evidence: [{ source: 'ec2:DescribeVpcEndpoints', says: `PolicyDocument of ${endpoint.id}: ${answer}` }],
      commands: [
        `aws ec2 describe-vpc-endpoints --region ${here.instance.region} --vpc-endpoint-ids ${endpoint.id} --query 'VpcEndpoints[0].PolicyDocument' --output text`,
      ],
    },
  ];
};

const WORDS = {
  'explicit-deny': 'denies',
  'not-allowed': 'has no statement that allows',
  conditional: 'allows only for resources or callers of its own',
  allowed: 'allows',
} as const;

type Ruled = EndpointRuling & { readonly call: EndpointCall };

const worstOf = (policy: string | undefined, calls: readonly EndpointCall[]): Ruled => {
  const all = calls.map((call) => ({ call, ...endpointRuling(policy, call) }));
  const worst = (['explicit-deny', 'not-allowed', 'conditional'] as const)
    .map((answer) => all.find((one) => one.answer === answer))
    .find((one) => one !== undefined);
  return worst ?? { call: { action: '', resource: '*' }, answer: 'allowed', conditions: {} };
};

const callsOf = ({ instance, cluster }: Surroundings, service: string, role: string | undefined): EndpointCall[] => {
  const [, partition = 'aws'] = cluster.arn.split(':');
  const { region } = instance;
  const images = { resource: `arn:${partition}:ecr:${region}:`, openEnd: true, role } as const;
  switch (service) {
    case 'ec2':
      return [{ action: 'ec2:DescribeInstances', resource: '*', role }];
    case 'eks':
      return [{ action: 'eks:DescribeCluster', resource: cluster.arn, role }];
    case 'ecr.api':
      return [{ action: 'ecr:GetAuthorizationToken', resource: '*', role }];
    case 'ecr.dkr':
      return ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'].map((action) => ({ action, ...images }));
    case 's3':
      // ECR signs the address of a layer itself, so the caller is not the node's role.
      return [
        {
          action: 's3:GetObject',
          resource: `arn:${partition}:s3:::prod-${region}-starport-layer-bucket/`,
          openEnd: true,
        },
      ];
    default:
      return [];
  }
};

/** `undefined` where a condition may well be met. */
const weigh = (
  { instance }: Surroundings,
  { need, service }: Destination,
  { answer, conditions }: Ruled,
): Certainty | undefined => {
  if (answer !== 'conditional') return need === 'yes' ? 'certain' : 'likely';
  if (service !== 'ecr.dkr' && service !== 's3') return undefined;
  const own = conditions['aws:resourceaccount']?.every((account) => account === instance.account);
  const ofOrganization = ['aws:resourceorgid', 'aws:resourceorgpaths'].some((key) => key in conditions);
  const ofCaller = ['aws:principalorgid', 'aws:principalaccount', 'aws:principalarn'].some((key) => key in conditions);
  return own || ofOrganization || (service === 's3' && ofCaller) ? 'likely' : undefined;
};
