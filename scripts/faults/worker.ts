/** One of the processes of `pool.ts`: does its share of the jobs, tells each outcome, and ends. */
import { type Outcome, pairUp, runTrial } from '../../test/support/trial.ts';
import type { Done, Job } from './pool.ts';

const run = async (job: Job): Promise<Outcome | null> => {
  if (job.kind === 'trial') return runTrial(job.trial, job);
  const trial = pairUp(job.pair, job.turn);
  return trial ? runTrial(trial) : null;
};

const work = async (share: readonly { index: number; job: Job }[]): Promise<void> => {
  for (const { index, job } of share) {
    const done: Done = { index, outcome: await run(job) };
    await new Promise((sent) => process.send?.(done, sent));
  }
  process.disconnect();
};

// A rejection nobody handles ends the process with 1, and the pool tells what it said.
process.once('message', (share: Parameters<typeof work>[0]) => void work(share));
