/**
 * The simulator's access keys. Nothing here is secret: a key's secret is derived from its id,
 * so that whoever signs in the account can be checked without a store of credentials.
 */
import { createHash } from 'node:crypto';
import type { Caller, World } from '../world/types.ts';

/** The access key that `account.environment` hands to Rollcall. */
export const rollcallAccessKeyId = 'AKIAROLLCALLEXAMPLE0';

/** Access key id and secret access key, as SDK clients take them. */
export interface DummyCredentials {
  accessKeyId: string;
  secretAccessKey: string;
}

/** The credentials that belong to an access key id. */
export function credentialsOf(accessKeyId: string): DummyCredentials {
  return { accessKeyId, secretAccessKey: createHash('sha256').update(`dummy/${accessKeyId}`).digest('base64url') };
}

/** Rollcall as STS sees it: a session of the role `rollcall` in the account, unless the world names the key's owner. */
export function rollcallCaller(world: World): Caller {
  const { id, partition } = world.account;
  return (
    callerOf(world, rollcallAccessKeyId) ?? {
      accessKeyId: rollcallAccessKeyId,
      arn: `arn:${partition}:sts::${id}:assumed-role/rollcall/rollcall`,
      userId: 'AROAROLLCALLEXAMPLE00:rollcall',
    }
  );
}

/** Who owns an access key of this world; Rollcall's own key is always known. */
export function identifyCaller(world: World, accessKeyId: string): Caller | undefined {
  return accessKeyId === rollcallAccessKeyId ? rollcallCaller(world) : callerOf(world, accessKeyId);
}

function callerOf(world: World, accessKeyId: string): Caller | undefined {
  return world.callers.find((caller) => caller.accessKeyId === accessKeyId);
}
