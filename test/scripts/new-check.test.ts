import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ran, run } from '../support/rollcall.ts';

const root = join(import.meta.dirname, '../..');
const COPIED = [
  'core',
  'checks',
  'network',
  'identity',
  'launches',
  'userdata',
  'simulator',
  'scripts',
  'test/support',
  'types',
];
const CONFIGURATION = [
  'package.json',
  'tsconfig.json',
  'biome.json',
  'vitest.config.ts',
  'aws',
  'nodelogs',
  'remediations',
];

/** A cause that the copy knows and no fault shows. */
const cause = 'packets-get-lost';
const shown = 'route-none';

let house: string;
const scaffold = (...args: string[]): Promise<Ran> => run('scripts/new-check.ts', args, {}, house);

/** A tool of the project, in the copy of the house. */
const tool = (name: string, ...args: string[]): Promise<{ failed: boolean; says: string }> =>
  new Promise((resolve) => {
    const bin = join(root, 'node_modules/.bin', name);
    const env = { ...process.env, NO_COLOR: '1' };
    execFile(bin, args, { cwd: house, env }, (error, stdout, stderr) =>
      resolve({ failed: error !== null, says: stdout + stderr }),
    );
  });

beforeAll(() => {
  house = mkdtempSync(join(tmpdir(), 'rollcall-house-'));
  for (const name of [...COPIED, ...CONFIGURATION]) cpSync(join(root, name), join(house, name), { recursive: true });
  for (const stage of ['connected', 'ready'])
    cpSync(join(root, 'test/checks', stage), join(house, 'test/checks', stage), { recursive: true });
  const causes = join(house, 'core/causes.ts');
  writeFileSync(causes, readFileSync(causes, 'utf8').replace('CAUSE_IDS = [', `CAUSE_IDS = [\n  '${cause}',`));
  symlinkSync(join(root, 'node_modules'), join(house, 'node_modules'), 'dir');
});

afterAll(() => rmSync(house, { recursive: true, force: true }));

describe('a new check', () => {
  let ran: Ran;
  const files = (): string[] => [
    'checks/connected/packets-arrive.ts',
    'test/checks/connected/packets-arrive.test.ts',
    `simulator/world/faults/${cause}.ts`,
    'simulator/world/faults.ts',
  ];

  beforeAll(async () => {
    ran = await scaffold('connected/packets-arrive', cause);
  });

  it('comes with its test and a fault that is registered', () => {
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    for (const file of files()) expect(ran.stdout).toContain(`wrote ${file}\n`);
    expect(readFileSync(join(house, 'simulator/world/faults.ts'), 'utf8')).toContain(`'./faults/${cause}.ts'`);
  });

  it('compiles and is formatted', { timeout: 120_000 }, async () => {
    const include = ['checks', 'core', 'simulator', 'types', 'test/support', 'test/checks'];
    writeFileSync(join(house, 'tsconfig.new.json'), JSON.stringify({ extends: './tsconfig.json', include }));
    expect(await tool('tsc', '--project', 'tsconfig.new.json')).toEqual({ failed: false, says: '' });
    expect(await tool('biome', 'check', '--vcs-enabled=false', ...files())).toMatchObject({ failed: false });
  });

  it('fails its test until it is filled in', { timeout: 120_000 }, async () => {
    const { failed, says } = await tool('vitest', 'run', 'test/checks/connected/packets-arrive.test.ts');
    expect(failed).toBe(true);
    expect(says).toContain('3 failed');
  });

  it('is not written twice, nor under another stage', async () => {
    for (const path of ['connected/packets-arrive', 'ready/packets-arrive']) {
      const again = await scaffold(path, cause);
      expect(again).toMatchObject({ code: 2, stdout: '' });
      expect(again.stderr).toMatch(/^new:check: [^\n]+ is there already\n$/);
    }
  });

  it('gets no second fault where one shows the cause', async () => {
    const { stdout, code } = await scaffold('ready/routes-lead-out', shown);
    expect(code).toBe(0);
    expect(stdout).not.toContain('simulator/');
    expect(existsSync(join(house, `simulator/world/faults/${shown}.ts`))).toBe(false);
  });
});

describe('what is refused: one sentence, exit 2, nothing written', () => {
  it.each<[string[], string]>([
    [[], 'usage'],
    [['connected/one-truth'], 'usage'],
    [['connected/one-truth', shown, 'more'], 'usage'],
    [['network/one-truth', shown], '"network" is no stage'],
    [['one-truth', shown], 'is no stage'],
    [['connected/', shown], 'no healthy truth'],
    [['connected/OneTruth', shown], 'no healthy truth'],
    [['connected/truth', shown], 'no healthy truth'],
    [['connected/../evil-path', shown], 'no healthy truth'],
    [['connected/one-truth', 'no-such-cause'], 'add it to core/causes.ts'],
    [['connected/one-truth', 'clock-skew'], 'core/not-produced.ts'],
    [['connected/route-blackhole', shown], 'is a cause'],
    [['connected/default-route-alive', shown], 'is there already'],
  ])('%j', async (args, says) => {
    const { code, stdout, stderr } = await scaffold(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^new:check: [^\n]+\n$/);
    expect(stderr).toContain(says);
    expect(existsSync(join(house, 'checks/connected/one-truth.ts'))).toBe(false);
  });
});
