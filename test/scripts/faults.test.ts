import { describe, expect, it } from 'vitest';
import { table } from '../../scripts/faults/table.ts';
import { run } from '../support/rollcall.ts';
import { allPairs, everywhere, pairUp, runTrial, single } from '../support/trial.ts';

describe('a trial', () => {
  it('is right when the fault is named first, and tells its price', async () => {
    const trial = single('vpc-dns-support-disabled');
    if (!trial) throw new Error('the fault applies somewhere');
    const outcome = await runTrial(trial, { countRounds: true });
    expect(outcome).toMatchObject({
      verdict: 'cause-found',
      first: { cause: 'vpc-dns-support-disabled', certainty: 'certain' },
      rounds: 3,
      wrong: [],
    });
    expect(outcome.calls).toBeGreaterThan(25);
  });

  it('of a healthy world is right when nobody is accused', async () => {
    const early = await runTrial({ world: 0, faults: [], seconds: 0 });
    expect(early).toMatchObject({ first: null, wrong: [] });
    const late = await runTrial({ world: 0, faults: [], seconds: 130 });
    expect(late).toMatchObject({ verdict: 'joined', wrong: [] });
  });

  it('refuses a fault that means nothing in its world', async () => {
    const trial = { world: 0, faults: ['userdata-bootstrap-args'], seconds: 130 };
    await expect(runTrial(trial)).rejects.toThrow(RangeError);
  });
});

describe('pairs', () => {
  it('are of two causes and come once', () => {
    const names = allPairs().map((pair) => [...pair].sort().join(' '));
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => /^([\w-]+)(:\S+)? \1(:\S+)?$/.test(name))).toEqual([]);
  });

  it('are put in a world in which both apply, or in none', () => {
    const both = pairUp(['nat-unavailable', 'awsauth-path-arn'], 0);
    expect(both?.faults).toHaveLength(2);
    for (const id of both?.faults ?? []) expect(everywhere(id).map(({ world }) => world)).toContain(both?.world);
    expect(pairUp(['nat-unavailable', 'public-subnet-no-public-ip'], 0)).toBeUndefined();
    expect(pairUp(['bottlerocket-settings-invalid', 'userdata-bootstrap-args'], 0)).toBeUndefined();
  });

  it('are no pair when the second changes nothing any more', () => {
    expect(pairUp(['userdata-missing', 'userdata-nodeconfig-invalid'], 0)?.faults).not.toEqual([
      'userdata-missing',
      'userdata-nodeconfig-invalid',
    ]);
  });
});

describe('npm run faults', () => {
  it('healthy: every row right, aligned, within 100 columns', { timeout: 240_000 }, async () => {
    const { code, stdout, stderr } = await run('scripts/faults.ts', ['healthy']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/\n\d{3} healthy worlds: \d{3} right, 0 wrong\n$/);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  it('anything else: one sentence and exit 2', async () => {
    const { code, stdout, stderr } = await run('scripts/faults.ts', ['twins']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^faults: there is no "twins"[^\n]+\n$/);
  });

  it('aligns numbers right and words left', () => {
    const rows = [
      { name: 'a', calls: 7 },
      { name: 'longer', calls: 34 },
    ];
    expect(
      table<{ name: string; calls: number }>(
        [
          { head: 'name', of: ({ name }) => name },
          { head: 'n', of: ({ calls }) => String(calls), right: true },
        ],
        rows,
      ),
    ).toEqual(['name     n', '──────  ──', 'a        7', 'longer  34']);
  });
});
