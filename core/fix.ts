import { type FixApi, FixConflict } from './fix-api.ts';
import type { Ledger } from './incident.ts';
import { allowsFix, readPolicy } from './policy.ts';
import { redact } from './redact.ts';
import { type Change, changeIdOf, FixRefused, type Remediation } from './remediation.ts';
import type { FixOrder, FixResult } from './watch.ts';

/** What fixing needs. Only the fixing function holds an `api` that may write. */
export interface FixParts {
  readonly remediations: readonly Remediation[];
  readonly api: FixApi;
  readonly ledger: Ledger;
  /** Fixes that this deployment allows: the first key. */
  readonly deployedFixes: readonly string[];
  /** Most changes per cluster and hour. */
  readonly fixesPerHour: number;
}

/** How often a write that met somebody else's is planned anew. */
const ATTEMPTS = 3;

/**
 * Makes or takes back one change. Never throws: a refusal and a failure are results, and both say why.
 *
 * Nothing of the plan is taken on trust: the cluster's tags, its state and the live object are read again, and the
 * change is recorded with its undo before it is made.
 */
export const runFix = async ({ task, change }: FixOrder, parts: FixParts): Promise<FixResult> => {
  try {
    return task === 'undo' ? await undoChange(change, parts) : await applyChange(change, parts);
  } catch (error) {
    return { change, outcome: error instanceof FixRefused ? 'refused' : 'failed', says: sentence(error) };
  }
};

const applyChange = async (change: Change, parts: FixParts): Promise<FixResult> => {
  const { api, ledger, fixesPerHour } = parts;
  const remediation = await permitted(change, parts);
  const { proceed, known } = await ledger.record(change);
  if (!proceed) {
    if (known?.status === 'applied' || known?.status === 'verified')
      return { change: known.change, outcome: 'already', says: 'It was made before.' };
    throw new FixRefused(`it was ${known?.status ?? 'tried'} before and is not tried again`);
  }
  // A change that a crash left recorded is paid for.
  const crashed = known?.status === 'recorded';
  if (
    !crashed &&
    !(await ledger.spend({ account: change.account, region: change.region, name: change.cluster }, fixesPerHour))
  ) {
    await ledger.note(change.id, 'refused', 'the budget of this hour is used up');
    throw new FixRefused(`${change.cluster} has had ${fixesPerHour} changes within the hour`);
  }
  try {
    const done = await withoutConflict(() => remediation.apply(change, api));
    // What such a change finds done, it did itself before the crash.
    const outcome = crashed ? 'applied' : done;
    await ledger.note(change.id, outcome);
    if (await remediation.verify(change, api)) await ledger.note(change.id, 'verified');
    return { change, outcome, says: outcome === 'applied' ? change.says : 'The state was there before.' };
  } catch (error) {
    await ledger.note(change.id, error instanceof FixRefused ? 'refused' : 'failed', sentence(error));
    throw error;
  }
};

/** @throws FixRefused unless both keys are turned and nothing speaks against the change in this cluster */
const permitted = async (change: Change, { remediations, api, deployedFixes }: FixParts): Promise<Remediation> => {
  const remediation = remediations.find(({ id }) => id === change.remediation);
  if (!remediation) throw new FixRefused(`there is no fix ${change.remediation}`);
  if (changeIdOf(change) !== change.id) throw new FixRefused('the change is not the one that its id names');
  if (!deployedFixes.includes(remediation.id))
    throw new FixRefused(`this deployment does not allow the fix ${remediation.id}`);
  const cluster = await api.cluster(change.cluster);
  if (!cluster) throw new FixRefused(`there is no cluster ${change.cluster}`);
  if (cluster.account !== change.account) throw new FixRefused(`${change.cluster} is in another account`);
  if (cluster.status !== 'ACTIVE' && cluster.status !== 'UPDATING')
    throw new FixRefused(`${change.cluster} is ${cluster.status}`);
  const policy = readPolicy(
    cluster.tags,
    remediations.map(({ id }) => id),
  );
  if (!allowsFix(policy, remediation.id))
    throw new FixRefused(`the tags of ${change.cluster} do not ask for the fix ${remediation.id}`);
  const objection = remediation.objection(change, cluster);
  if (objection) throw new FixRefused(objection);
  return remediation;
};

/** What is undone is what the ledger holds, whatever the order says. */
const undoChange = async ({ id }: Change, { remediations, api, ledger }: FixParts): Promise<FixResult> => {
  const known = await ledger.findChange(id);
  if (!known) throw new FixRefused(`the ledger knows no change ${id}`);
  const { change, status } = known;
  if (status === 'undone') return { change, outcome: 'undone', says: 'It was undone before.' };
  if (status !== 'applied' && status !== 'verified' && status !== 'failed')
    throw new FixRefused(`it is ${status}: there is nothing to undo`);
  const remediation = remediations.find((one) => one.id === change.remediation);
  if (!remediation) throw new FixRefused(`there is no fix ${change.remediation}`);
  await withoutConflict(() => remediation.undo(change, api));
  await ledger.note(id, 'undone');
  return { change, outcome: 'undone', says: change.undo.says };
};

const withoutConflict = async <T>(write: () => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof FixConflict) || attempt === ATTEMPTS) throw error;
    }
  }
};

const sentence = (error: unknown): string => {
  const text =
    error instanceof Error
      ? error instanceof FixRefused
        ? error.message
        : `${error.name}: ${error.message}`
      : 'unknown error';
  return redact(text).slice(0, 500);
};
