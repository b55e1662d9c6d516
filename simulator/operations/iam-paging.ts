/** IAM: pages of 100 items by default (IAM API reference, `MaxItems` and `Marker`). */
import type { OperationContext } from './context.ts';
import { pageOf, smaller } from './paging.ts';

/** One page of an IAM list, with the members that tell of the next. @throws AwsError InvalidInputException */
export function iamPage<Item>(
  items: readonly Item[],
  { Marker, MaxItems }: { Marker?: string; MaxItems?: number },
  { pageSize }: OperationContext,
): { items: Item[]; IsTruncated: boolean; Marker: string | undefined } {
  const limit = smaller(MaxItems ?? 100, pageSize);
  const page = pageOf(items, { token: Marker, limit, invalidToken: 'InvalidInputException' });
  return { items: page.items, IsTruncated: page.next !== undefined, Marker: page.next };
}
