/** EKS: pages of at most 100 items (EKS API reference, `maxResults`). */
import type { OperationContext } from './context.ts';
import { type Page, pageOf, smaller } from './paging.ts';

/** One page of an EKS list. @throws AwsError InvalidParameterException for a token it did not give out */
export function eksPage<Item>(
  items: readonly Item[],
  { maxResults, nextToken }: { maxResults?: number; nextToken?: string },
  { pageSize }: OperationContext,
): Page<Item> {
  const limit = smaller(maxResults ?? 100, pageSize);
  return pageOf(items, { token: nextToken, limit, invalidToken: 'InvalidParameterException' });
}
