/** The command as a person runs it: a process of its own, its exit code and what it printed. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { Account } from '../../simulator/account.ts';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const root = join(import.meta.dirname, '../..');

/** Runs `node FILE …` of this project, or of a copy of it. Nothing of the surrounding AWS configuration reaches it. */
export const run = (
  file: string,
  args: readonly string[],
  environment: Record<string, string> = {},
  house = root,
): Promise<Ran> =>
  new Promise((resolve) => {
    const env = { PATH: process.env['PATH'], HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'true', ...environment };
    const options = { cwd: house, env, maxBuffer: 64 * 1024 * 1024 };
    execFile(process.execPath, [join(house, file), ...args], options, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr });
    });
  });

/** `rollcall …`, against an embedded account if one is given. */
export const rollcall = (args: readonly string[], account?: Account): Promise<Ran> =>
  run('cli/rollcall.ts', args, account?.environment);
