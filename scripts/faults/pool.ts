/** Runs trials in a few processes, one core each. */
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import type { Outcome, Trial } from '../../test/support/trial.ts';

/** What one process is given to do. */
export type Job =
  | { readonly kind: 'trial'; readonly trial: Trial; readonly countRounds: boolean }
  | { readonly kind: 'pair'; readonly pair: readonly [string, string]; readonly turn: number };

/** `outcome` is null for a pair that cannot be together in any world. */
export interface Done {
  readonly index: number;
  readonly outcome: Outcome | null;
}

/**
 * The outcome of each job, in their order.
 * @param onDone told after each, with how many are done
 */
export const runAll = async (
  jobs: readonly Job[],
  { processes = Math.min(4, availableParallelism()), onDone = (_done: number): void => undefined } = {},
): Promise<(Outcome | null)[]> => {
  const outcomes: (Outcome | null)[] = jobs.map(() => null);
  let done = 0;
  const shares = Array.from({ length: processes }, (_, share) =>
    jobs.map((job, index) => ({ index, job })).filter(({ index }) => index % processes === share),
  ).filter((share) => share.length > 0);
  await Promise.all(
    shares.map((share) =>
      inProcess(share, ({ index, outcome }) => {
        outcomes[index] = outcome;
        done += 1;
        onDone(done);
      }),
    ),
  );
  return outcomes;
};

const inProcess = (share: readonly { index: number; job: Job }[], take: (done: Done) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    const worker = fork(new URL('./worker.ts', import.meta.url), {
      execArgv: [],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let says = '';
    worker.stderr?.on('data', (text: Buffer) => (says += text.toString()));
    worker.on('message', (message) => take(message as Done));
    worker.on('error', reject);
    worker.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`a process that runs trials ended with ${code}: ${says.slice(-2000)}`)),
    );
    worker.send(share);
  });
