import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../core/report.ts';
import { type Account, startAccount } from '../../simulator/account.ts';
import { injectFault } from '../../simulator/world/faults.ts';
import { healthyWorld } from '../../simulator/world/healthy.ts';

const root = join(import.meta.dirname, '../..');
/** What must not be seen, in a sentence that somebody else wrote. */
const SECRET = 'token=c2VjcmV0LW9mLXRoZS1ncm91cC0xMjM0NTY3ODkw';
const GROUP = ['--node-group', 'workers', '--cluster', 'prod-eu'];

let account: Account;
let folder: string;
beforeAll(async () => {
  const world = healthyWorld();
  injectFault(world, 'ec2-quota-exceeded');
  // The command has the clock of the machine: to it, this failure is never long ago.
  for (const { activities } of world.autoScalingGroups) {
    for (const activity of activities) {
      activity.startTime = Date.UTC(2100, 0, 1);
      activity.statusMessage = `${SECRET} ${activity.statusMessage}`;
    }
  }
  account = await startAccount(world);
  folder = mkdtempSync(join(tmpdir(), 'rollcall-'));
});
afterAll(async () => {
  await account.close();
  rmSync(folder, { recursive: true, force: true });
});

/** `rollcall diagnose` in a process of its own. */
const diagnose = async (...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> => {
  const env = { ...process.env, ...account.environment, NO_COLOR: '1' };
  try {
    const ran = await promisify(execFile)(process.execPath, [join(root, 'cli/rollcall.ts'), 'diagnose', ...args], {
      env,
    });
    return { code: 0, ...ran };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
};

describe('rollcall diagnose of a group', () => {
  it('names the cause, without an instance, and says the same from the saved file', async () => {
    const file = join(folder, 'evidence.json');
    const { code, stdout } = await diagnose(...GROUP, '--json', '--save', file);
    const report = JSON.parse(stdout) as Report;
    expect(code).toBe(0);
    expect(report.target).toMatchObject({ instanceId: '', cluster: 'prod-eu', nodeGroup: 'workers' });
    expect(report).toMatchObject({
      verdict: 'cause-found',
      stage: { reached: 'launched', blockedAt: 'launched' },
      causes: [{ id: 'ec2-quota-exceeded', certainty: 'certain' }],
    });
    const again = await diagnose('--evidence', file, '--json');
    expect(JSON.parse(again.stdout)).toEqual(report);
    expect([stdout, again.stdout].filter((text) => text.includes(SECRET))).toEqual([]);
  }, 30_000);

  it('reads well for a person', async () => {
    const { stdout } = await diagnose(...GROUP);
    expect(stdout).toContain('workers → prod-eu · no instance');
    expect(stdout).toContain('vCPU limit of 32');
    expect(stdout).toContain('Auto Scaling launches anew by itself');
    expect(stdout).not.toContain('There is no instance');
  }, 30_000);

  it.each([
    [[...GROUP, 'i-0123456789abcdef0'], 2, 'an instance id or a group, not both'],
    [[...GROUP, '--scaling-group', 'x'], 2, 'not both'],
    [['--node-group', 'workers'], 2, 'needs --cluster'],
    [['--scaling-group', ''], 2, 'is empty'],
    [[...GROUP, '--evidence', 'x.json'], 2, '--evidence takes no group'],
    [['--node-group', 'nobody', '--cluster', 'prod-eu'], 1, 'has no managed node group nobody'],
    [['--scaling-group', 'nobody'], 1, 'there is no Auto Scaling group nobody'],
  ])(
    '%o: one sentence, exit %i',
    async (args, exit, says) => {
      const { code, stdout, stderr } = await diagnose(...args);
      expect([code, stdout]).toEqual([exit, '']);
      expect(stderr.trim().split('\n')).toHaveLength(1);
      expect(stderr).toContain(says);
    },
    30_000,
  );
});
