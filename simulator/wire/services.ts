/** What differs between the services on the wire: protocol, namespaces, and the codes of their common errors. */
import { errorTypeRegistries as autoscaling } from '@aws-sdk/client-auto-scaling';
import { errorTypeRegistries as logs } from '@aws-sdk/client-cloudwatch-logs';
import { errorTypeRegistries as ec2 } from '@aws-sdk/client-ec2';
import { errorTypeRegistries as eks } from '@aws-sdk/client-eks';
import { errorTypeRegistries as iam } from '@aws-sdk/client-iam';
import { errorTypeRegistries as lambda } from '@aws-sdk/client-lambda';
import { errorTypeRegistries as sns } from '@aws-sdk/client-sns';
import { errorTypeRegistries as sqs } from '@aws-sdk/client-sqs';
import { errorTypeRegistries as ssm } from '@aws-sdk/client-ssm';
import { errorTypeRegistries as sts } from '@aws-sdk/client-sts';
import type { TypeRegistry } from '@smithy/core/schema';

export type ServiceName = 'ec2' | 'eks' | 'iam' | 'sts' | 'ssm' | 'sns' | 'sqs' | 'autoscaling' | 'logs' | 'lambda';
export type ProtocolName = 'ec2Query' | 'awsQuery' | 'awsJson1_0' | 'awsJson1_1' | 'restJson1';

/** A code and the HTTP status it comes with. */
export interface CodeAndStatus {
  code: string;
  status: number;
}

export interface Service {
  /** The name in the credential scope, and the prefix of its IAM actions. */
  name: ServiceName;
  protocol: ProtocolName;
  /** Of the service's Smithy model. */
  namespace: string;
  /** Of query answers. */
  xmlNamespace?: string;
  /** SQS moved from the query protocol to JSON and still sends its old codes in a header. */
  queryCompatible?: boolean;
  errors: TypeRegistry[];
  denied: CodeAndStatus;
  throttled: CodeAndStatus;
  failed: CodeAndStatus;
  unknownOperation: CodeAndStatus;
}

const accessDenied = { code: 'AccessDenied', status: 403 };
const throttling = { code: 'Throttling', status: 400 };
const invalidAction = { code: 'InvalidAction', status: 501 };
const unknownOperation = { code: 'UnknownOperationException', status: 501 };

const json = {
  denied: { code: 'AccessDeniedException', status: 400 },
  throttled: { code: 'ThrottlingException', status: 400 },
  failed: { code: 'InternalServerError', status: 500 },
  unknownOperation,
};

/**
 * The services the simulator speaks. Protocols and namespaces are those of each client's runtimeConfig; codes are
 * those of each service's "Common errors" page and its model. AWS answers an action it does not know with status 400
 * or 404; here it is 501, so that a missing operation of the simulator cannot be taken for anything else.
 */
export const services: Record<ServiceName, Service> = {
  ec2: {
    name: 'ec2',
    protocol: 'ec2Query',
    namespace: 'com.amazonaws.ec2',
    xmlNamespace: 'http://ec2.amazonaws.com/doc/2016-11-15/',
    errors: ec2,
    denied: { code: 'UnauthorizedOperation', status: 403 },
    throttled: { code: 'RequestLimitExceeded', status: 503 },
    failed: { code: 'InternalError', status: 500 },
    unknownOperation: invalidAction,
  },
  iam: {
    name: 'iam',
    protocol: 'awsQuery',
    namespace: 'com.amazonaws.iam',
    xmlNamespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
    errors: iam,
    denied: accessDenied,
    throttled: throttling,
    failed: { code: 'ServiceFailureException', status: 500 },
    unknownOperation: invalidAction,
  },
  sts: {
    name: 'sts',
    protocol: 'awsQuery',
    namespace: 'com.amazonaws.sts',
    xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
    errors: sts,
    denied: accessDenied,
    throttled: throttling,
    failed: { code: 'InternalFailure', status: 500 },
    unknownOperation: invalidAction,
  },
  autoscaling: {
    name: 'autoscaling',
    protocol: 'awsQuery',
    namespace: 'com.amazonaws.autoscaling',
    xmlNamespace: 'http://autoscaling.amazonaws.com/doc/2011-01-01/',
    errors: autoscaling,
    denied: accessDenied,
    throttled: throttling,
    failed: { code: 'InternalFailure', status: 500 },
    unknownOperation: invalidAction,
  },
  sns: {
    name: 'sns',
    protocol: 'awsQuery',
    namespace: 'com.amazonaws.sns',
    xmlNamespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
    errors: sns,
    denied: { code: 'AuthorizationErrorException', status: 403 },
    throttled: { code: 'ThrottledException', status: 429 },
    failed: { code: 'InternalErrorException', status: 500 },
    unknownOperation: invalidAction,
  },
  sqs: {
    name: 'sqs',
    protocol: 'awsJson1_0',
    namespace: 'com.amazonaws.sqs',
    queryCompatible: true,
    errors: sqs,
    denied: { code: 'AccessDeniedException', status: 403 },
    throttled: { code: 'RequestThrottled', status: 403 },
    failed: { code: 'InternalFailure', status: 500 },
    unknownOperation,
  },
  ssm: { name: 'ssm', protocol: 'awsJson1_1', namespace: 'com.amazonaws.ssm', errors: ssm, ...json },
  logs: { name: 'logs', protocol: 'awsJson1_1', namespace: 'com.amazonaws.cloudwatchlogs', errors: logs, ...json },
  eks: {
    name: 'eks',
    protocol: 'restJson1',
    namespace: 'com.amazonaws.eks',
    errors: eks,
    denied: { code: 'AccessDeniedException', status: 403 },
    throttled: { code: 'ThrottlingException', status: 429 },
    failed: { code: 'ServerException', status: 500 },
    unknownOperation,
  },
  lambda: {
    name: 'lambda',
    protocol: 'restJson1',
    namespace: 'com.amazonaws.lambda',
    errors: lambda,
    denied: { code: 'AccessDeniedException', status: 403 },
    throttled: { code: 'TooManyRequestsException', status: 429 },
    failed: { code: 'ServiceException', status: 500 },
    unknownOperation,
  },
};

/** The service of that name in a credential scope, if the simulator speaks it. */
export function serviceNamed(name: string): Service | undefined {
  return Object.values(services).find((service) => service.name === name);
}
