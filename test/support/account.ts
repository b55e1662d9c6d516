/** How a test's SDK clients reach an embedded account. */
import type { Account } from '../../simulator/account.ts';

/** The configuration of any SDK client; one attempt, so that an error is seen at once. */
export function configOf({ endpoint, environment }: Account) {
  return {
    endpoint,
    region: environment.AWS_REGION,
    credentials: {
      accessKeyId: environment.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: environment.AWS_SECRET_ACCESS_KEY ?? '',
    },
    maxAttempts: 1,
  };
}

/** The first item, which the test knows to be there. */
export function first<Item>(items: readonly (Item | undefined)[] | undefined): Item {
  const item = items?.[0];
  if (item === undefined) throw new Error('the list is empty');
  return item;
}
