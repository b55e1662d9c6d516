/** Every operation the simulator offers. One that is not here answers 501, never an empty success. */
import { autoscalingOperations } from './autoscaling.ts';
import { instanceFactOperations } from './ec2-instance-facts.ts';
import { instanceOperations } from './ec2-instances.ts';
import { interfaceOperations } from './ec2-interfaces.ts';
import { launchOperations } from './ec2-launch.ts';
import { routingOperations } from './ec2-routing.ts';
import { securityOperations } from './ec2-security.ts';
import { vpcOperations } from './ec2-vpcs.ts';
import { accessOperations } from './eks-access.ts';
import { clusterOperations } from './eks-clusters.ts';
import { roleOperations } from './iam-roles.ts';
import { simulationOperations } from './iam-simulation.ts';
import { lambdaOperations } from './lambda.ts';
import { logOperations } from './logs.ts';
import { snsOperations } from './sns.ts';
import { sqsOperations } from './sqs.ts';
import { ssmOperations } from './ssm.ts';
import { stsOperations } from './sts.ts';

export const operations = [
  ...instanceOperations,
  ...instanceFactOperations,
  ...vpcOperations,
  ...routingOperations,
  ...securityOperations,
  ...interfaceOperations,
  ...launchOperations,
  ...clusterOperations,
  ...accessOperations,
  ...roleOperations,
  ...simulationOperations,
  ...stsOperations,
  ...autoscalingOperations,
  ...ssmOperations,
  ...snsOperations,
  ...sqsOperations,
  ...logOperations,
  ...lambdaOperations,
];
