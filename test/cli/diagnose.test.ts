import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../core/report.ts';
import { type Account, startAccount } from '../../simulator/account.ts';
import { theNode } from '../../simulator/world/faults/fault.ts';
import { type Ran, rollcall } from '../support/rollcall.ts';
import { faultyWorld } from '../support/worlds.ts';

let account: Account;
let id: string;
let folder: string;
let saved: string;
let first: Ran;
let live: Report;

beforeAll(async () => {
  const world = faultyWorld({}, 'vpc-dns-support-disabled');
  if (!world) throw new Error('the fault applies');
  // The command signs its tokens with the time of day.
  world.startedAt = Date.now();
  account = await startAccount(world);
  id = theNode(world).instanceId;
  folder = mkdtempSync(join(tmpdir(), 'rollcall-'));
  saved = join(folder, 'saved.evidence.json');
  first = await rollcall(['diagnose', id, '--json', '--save', saved], account);
  live = JSON.parse(first.stdout) as Report;
});

afterAll(async () => {
  await account.close();
  rmSync(folder, { recursive: true, force: true });
});

/** One clear sentence on standard error, nothing on standard output. */
const refused = async (args: readonly string[], code: number, says: string): Promise<void> => {
  const ran = await rollcall(args, account);
  expect(ran).toMatchObject({ code, stdout: '' });
  expect(ran.stderr).toMatch(/^rollcall: [^\n]+\n$/);
  expect(ran.stderr).toContain(says);
};

describe('rollcall diagnose', () => {
  it('names the cause; --json is pure JSON', () => {
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(live).toMatchObject({ version: 1, verdict: 'cause-found', cost: { rounds: 3 } });
    expect(live.causes[0]?.id).toBe('vpc-dns-support-disabled');
  });

  it('--save writes a file for its owner alone', () => {
    expect(statSync(saved).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(saved, 'utf8'))).toMatchObject({ version: 1, target: { instanceId: id } });
  });

  it('--evidence gives the same report, cost included', async () => {
    const { stdout, stderr, code } = await rollcall(['diagnose', '--evidence', saved, '--json']);
    expect([code, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toEqual(live);
  });

  it('--evidence without --json tells it to people, without colours', async () => {
    const { stdout, code } = await rollcall(['diagnose', '--evidence', saved]);
    expect(code).toBe(0);
    expect(stdout).toContain('vpc-dns-support-disabled');
    expect(stdout).not.toContain('\u001b');
  });

  it('ends quietly when nobody reads on', async () => {
    const command = `"${process.execPath}" cli/rollcall.ts diagnose --evidence "${saved}" --json | head -c 1`;
    const shell = promisify(execFile)('bash', ['-o', 'pipefail', '-c', command], {
      cwd: join(import.meta.dirname, '../..'),
    });
    await expect(shell).resolves.toEqual({ stdout: '{', stderr: '' });
  });

  it.each([
    ['a folder that does not exist', () => join(folder, 'no', 'where.json')],
    ['a directory', () => folder],
  ])('--save to %s: the verdict is printed first, then the error', async (_name, place) => {
    const { stdout, stderr, code } = await rollcall(['diagnose', id, '--json', '--save', place()], account);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'cause-found' });
    expect(stderr).toMatch(/^rollcall: the evidence could not be saved to [^\n]+\n$/);
  });

  it('says in one sentence that AWS refused', async () => {
    const stop = account.interfere({ service: 'ec2', operation: 'DescribeInstances', kind: 'deny' });
    try {
      await refused(['diagnose', id], 1, 'could not be read');
    } finally {
      stop();
    }
  });
});

describe('an evidence file that is none: exit 1', () => {
  const file = (name: string, content: string | Buffer): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  const text = (): string => readFileSync(saved, 'utf8');

  it.each<[name: string, make: () => string, says: string]>([
    ['missing', () => join(folder, 'missing.json'), 'there is no such file'],
    ['a directory', () => folder, 'is a directory'],
    ['a device', () => '/dev/null', 'no regular file'],
    ['empty', () => file('empty', ''), 'is empty'],
    ['cut off', () => file('cut', text().slice(0, 5000)), 'is not JSON'],
    ['binary', () => file('gz', gzipSync(text())), 'is not text'],
    ['UTF-16', () => file('utf16', Buffer.from(`\ufeff${text()}`, 'utf16le')), 'is not text'],
    ['a list', () => file('list', '[]'), 'no JSON object'],
    ['of another tool', () => file('other', '{"Reservations":[]}'), 'has no version'],
    ['of version 2', () => file('v2', '{"version":2}'), 'has version 2'],
    ['edited', () => file('edited', text().replace(id, 'i-0123456789abcdef0')), 'was changed after it was written'],
    ['a report', () => file('report', JSON.stringify(live)), 'has no sha256'],
  ])('%s', (_name, make, says) => refused(['diagnose', '--evidence', make(), '--json'], 1, says));

  it('huge', async () => {
    const path = file('huge', '{');
    truncateSync(path, 51 * 1024 * 1024);
    await refused(['diagnose', '--evidence', path], 1, 'larger than 50 MB');
  });

  it('under a file instead of a folder', async () => {
    await refused(['diagnose', '--evidence', join(saved, 'x')], 1, 'there is no such folder');
  });
});

describe('wrong usage: exit 2', () => {
  it.each([
    [['diagnose'], 'takes one instance id'],
    [['diagnose', 'i-0123456789abcdef0', 'i-0123456789abcdef1'], 'takes one instance id'],
    [['diagnose', 'web-1'], 'is no instance id'],
    [['diagnose', 'i-0123456789abcdef0', '--region', 'Frankfurt'], 'is no region'],
    [['diagnose', '--evidence'], '--evidence'],
    [['diagnose', '--evidence', 'x.json', 'i-0123456789abcdef0'], 'takes no instance id'],
    [['diagnose', '--evidence', 'x.json', '--region', 'eu-central-1'], 'takes neither'],
    [['diagnose', '--evidence', 'x.json', '--save', 'y.json'], 'takes neither'],
    [['diagnose', 'i-0123456789abcdef0', '--jsn'], '--jsn'],
    [['diagnos'], 'there is no command "diagnos"'],
    [['demo', 'no-such-scenario'], 'there is no scenario'],
  ])('%j', (args, says) => refused(args, 2, says));
});

describe('rollcall', () => {
  it.each([[[]], [['help']], [['--help']]])('%j: usage on standard output, exit 0', async (args) => {
    const ran = await rollcall(args);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toContain('rollcall diagnose <instance-id>');
  });

  it('--version: the version of the package', async () => {
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
      version: string;
    };
    expect((await rollcall(['--version'])).stdout).toBe(`${version}\n`);
  });
});
