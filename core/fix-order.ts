import * as v from 'valibot';
import { isCauseId } from './causes.ts';
import type { Json } from './remediation.ts';
import type { FixOrder } from './watch.ts';

const JSON_VALUE: v.GenericSchema<Json> = v.lazy(() =>
  v.union([v.null(), v.boolean(), v.number(), v.string(), v.array(JSON_VALUE), v.record(v.string(), JSON_VALUE)]),
);

const ORDER = v.object({
  version: v.literal(1),
  task: v.picklist(['apply', 'undo']),
  change: v.object({
    id: v.string(),
    remediation: v.string(),
    cause: v.custom<FixOrder['change']['cause']>((id) => typeof id === 'string' && isCauseId(id)),
    cluster: v.string(),
    region: v.string(),
    account: v.string(),
    object: v.object({ kind: v.string(), id: v.string() }),
    says: v.string(),
    before: JSON_VALUE,
    after: JSON_VALUE,
    undo: v.object({ says: v.string(), commands: v.array(v.string()), clean: v.boolean() }),
    heals: v.picklist(['running', 'after-reboot', 'new-node']),
    owner: v.optional(v.object({ tool: v.picklist(['CloudFormation', 'Terraform']), says: v.string() })),
  }),
});

/** The order is not one: nothing was written. */
export class FixOrderError extends Error {
  override readonly name = 'FixOrderError';
}

/** Reads what the fixing function was invoked with. @throws FixOrderError naming the first thing that is wrong */
export const readFixOrder = (event: unknown): FixOrder => {
  const read = v.safeParse(ORDER, event);
  if (read.success) return read.output;
  throw new FixOrderError(`the order to fix is malformed at ${v.getDotPath(read.issues[0]) ?? 'its root'}`);
};
