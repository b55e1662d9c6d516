/**
 * The fixing function's role. It holds a fix's statement only when the deployment allows that fix: param `fixes`, ids
 * joined by `+`, `all` or `none`. A wrong id stops the packaging.
 */
const sub = (text) => ({ 'Fn::Sub': text });
const allow = (Action, Resource, Condition) => ({ Effect: 'Allow', Action, Resource, ...(Condition && { Condition }) });
const roles = sub('arn:${AWS::Partition}:iam::${AWS::AccountId}:role/*');
const clusters = sub('arn:${AWS::Partition}:eks:${AWS::Region}:${AWS::AccountId}:*');
const policies = ['AmazonEKSWorkerNodePolicy', 'AmazonEC2ContainerRegistryPullOnly', 'AmazonEKS_CNI_Policy'];

/** By fix: what it reads and writes, as narrow as IAM can say it. */
const STATEMENTS = {
  'vpc-dns': [
    allow(['ec2:DescribeVpcs', 'ec2:DescribeVpcAttribute'], '*'),
    allow(['ec2:ModifyVpcAttribute'], sub('arn:${AWS::Partition}:ec2:${AWS::Region}:${AWS::AccountId}:vpc/*')),
  ],
  'attach-node-policy': [
    allow(['iam:GetRole', 'iam:ListAttachedRolePolicies'], roles),
    allow(['iam:AttachRolePolicy', 'iam:DetachRolePolicy'], roles, {
      ArnEquals: { 'iam:PolicyARN': policies.map((name) => sub(`arn:\${AWS::Partition}:iam::aws:policy/${name}`)) },
    }),
  ],
  'map-node-role': [
    allow(['iam:GetRole'], roles),
    allow(['eks:DescribeAccessEntry', 'eks:CreateAccessEntry', 'eks:DeleteAccessEntry', 'eks:TagResource'], clusters),
    // Creating a node's access entry hands its role to EKS (EKS user guide, creating access entries).
    allow(['iam:PassRole'], roles, { StringEquals: { 'iam:PassedToService': 'eks.amazonaws.com' } }),
  ],
};

/** The ids that `fixes` names. @throws when it names one that does not exist */
const readFixes = (fixes) => {
  if (fixes === 'none' || fixes === '') return [];
  if (fixes === 'all') return Object.keys(STATEMENTS);
  const ids = fixes.split('+');
  const strange = ids.filter((id) => !(id in STATEMENTS));
  if (strange.length > 0)
    throw new Error(
      `param fixes names no fix that exists: ${strange.join(', ')}; there are ${Object.keys(STATEMENTS).join(', ')}`,
    );
  return ids;
};

const always = [
  allow(
    ['logs:CreateLogStream', 'logs:PutLogEvents'],
    sub('arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda/rollcall-*:*'),
  ),
  // The function reads the cluster's tags itself: the second key.
  allow(['eks:DescribeCluster'], clusters),
  allow(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'], { 'Fn::GetAtt': ['Ledger', 'Arn'] }),
];

module.exports = async ({ resolveVariable }) => {
  const fixes = readFixes(String(await resolveVariable('param:fixes')));
  return {
    Resources: {
      FixRole: {
        Type: 'AWS::IAM::Role',
        Properties: {
          Description: 'Rollcall, makes the changes that this deployment allows',
          AssumeRolePolicyDocument: {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
          },
          Policies: [
            {
              PolicyName: 'fix',
              PolicyDocument: {
                Version: '2012-10-17',
                Statement: [...always, ...fixes.flatMap((id) => STATEMENTS[id])],
              },
            },
          ],
        },
      },
    },
  };
};

module.exports.STATEMENTS = STATEMENTS;
module.exports.readFixes = readFixes;
