/** STS: who is calling. */
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { define } from './context.ts';

export const stsOperations = [
  define(GetCallerIdentityCommand, (_input, { world, caller }) => ({
    Account: caller.arn.split(':')[4] ?? world.account.id,
    Arn: caller.arn,
    UserId: caller.userId,
  })),
];
