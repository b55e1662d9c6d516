import { type FixParts, runFix } from '../core/fix.ts';
import { readFixOrder } from '../core/fix-order.ts';
import type { FixResult } from '../core/watch.ts';
import { fixParts } from './parts/fix.ts';

let parts: FixParts | undefined;

/**
 * Makes or takes back one planned change: the only function that may write to the account.
 *
 * @throws FixOrderError when the order is malformed: nothing was written
 */
export const handler = async (event: unknown): Promise<FixResult> => {
  const order = readFixOrder(event);
  parts ??= fixParts();
  const result = await runFix(order, parts);
  console.info(
    JSON.stringify({
      message: result.outcome,
      change: result.change.id,
      object: result.change.object,
      says: result.says,
    }),
  );
  return result;
};
