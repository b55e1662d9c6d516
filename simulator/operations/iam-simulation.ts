/** IAM: SimulatePrincipalPolicy, answered by the simulator's own evaluation of policies. */
import { type EvaluationResult, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { type Evaluation, evaluate, type MatchedStatement, UnknownPolicySourceError } from '../iam/evaluate.ts';
import { AwsError } from '../wire/errors.ts';
import { define } from './context.ts';
import { iamPage } from './iam-paging.ts';
import { noSuchEntity } from './iam-roles.ts';

export const simulationOperations = [
  define(SimulatePrincipalPolicyCommand, (input, context) => {
    refuseUnsupported(input.PolicyInputList ?? input.PermissionsBoundaryPolicyInputList ?? input.ResourcePolicy);
    const { PolicySourceArn = '', ActionNames = [], ResourceArns = ['*'], ContextEntries = [] } = input;
    const keys = ContextEntries.map(({ ContextKeyName = '', ContextKeyValues = [] }) => [
      ContextKeyName,
      ContextKeyValues,
    ]);
    const given: Record<string, string[]> = Object.fromEntries(keys);
    const results = ActionNames.flatMap((action) =>
      ResourceArns.map((resource) => {
        try {
          return describe(action, resource, evaluate(context.world, PolicySourceArn, action, resource, given));
        } catch (error) {
          throw error instanceof UnknownPolicySourceError ? noSuchEntity(error.message) : error;
        }
      }),
    );
    const { items, ...rest } = iamPage(results, input, context);
    return { EvaluationResults: items, ...rest };
  }),
];

/** Better an error than an answer that left half of the question out. */
function refuseUnsupported(unsupported: unknown): void {
  if (unsupported === undefined) return;
  throw new AwsError('NotImplemented', 'the simulator evaluates only policies that are in place', 501);
}

function describe(action: string, resource: string, evaluation: Evaluation): EvaluationResult {
  const { allowedByPermissionsBoundary: boundary, allowedByOrganizations: organizations } = evaluation;
  return {
    EvalActionName: action,
    EvalResourceName: resource,
    EvalDecision: evaluation.decision,
    MatchedStatements: evaluation.matchedStatements.map(describeStatement),
    MissingContextValues: evaluation.missingContextValues,
    PermissionsBoundaryDecisionDetail: boundary === undefined ? undefined : { AllowedByPermissionsBoundary: boundary },
    OrganizationsDecisionDetail: organizations === undefined ? undefined : { AllowedByOrganizations: organizations },
  };
}

function describeStatement({ sourcePolicyId, sourcePolicyType }: MatchedStatement) {
  return { SourcePolicyId: sourcePolicyId, SourcePolicyType: sourcePolicyType };
}
