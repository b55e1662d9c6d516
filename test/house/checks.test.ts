import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checks } from '../../checks/index.ts';
import { CAUSE_IDS, type CauseId } from '../../core/causes.ts';
import type { AnyCheck, CauseMeta } from '../../core/check.ts';
import { NOT_PRODUCED } from '../../core/not-produced.ts';
import { STAGES } from '../../core/stages.ts';
import { remediations } from '../../remediations/index.ts';
import { faults } from '../../simulator/world/faults.ts';

const root = join(import.meta.dirname, '../..');

/** Checks that one test tells apart, because each is right only as long as its neighbours are silent. */
const TESTED_TOGETHER: Readonly<Record<string, readonly string[]>> = {
  'authenticated/cluster': [
    'cluster-is-active',
    'cluster-is-healthy',
    'cluster-role-may-look-up-nodes',
    'cluster-role-trusts-eks',
  ],
  'authenticated/mapping': [
    'access-entry-is-current',
    'aws-auth-is-whole',
    'aws-auth-names-role',
    'node-role-is-mapped',
    'node-role-is-not-cluster-role',
    'node-role-of-cluster-account',
    'access-entry-is-for-nodes',
  ],
  'ready/permissions': ['cni-role-may-assign-addresses', 'node-role-may-pull-images'],
  'registered/node-identity': ['access-entry-fits-node', 'aws-auth-makes-it-a-node', 'node-name-matches-identity'],
};

/** Causes that a check names and no fault of the embedded account shows. */
const NO_FAULT: Readonly<Partial<Record<CauseId, string>>> = {
  'describe-cluster-failed-at-boot': 'only sums up: whatever shuts the way or denies the call has a cause of its own',
  'ec2-api-unreachable-or-denied-at-boot':
    'only sums up: whatever shuts the way or denies the call has a cause of its own',
};

/** Who writes the documentation of what a node is made of. */
const HOSTS = [
  'docs.aws.amazon.com',
  'repost.aws',
  'aws.github.io',
  'awslabs.github.io',
  'kubernetes.io',
  'karpenter.sh',
  'bottlerocket.dev',
  'docs.cilium.io',
  'docs.tigera.io',
  'docs.nvidia.com',
  'cloudinit.readthedocs.io',
  'containerd.io',
  'github.com',
];

const files = STAGES.flatMap((stage) => {
  try {
    return readdirSync(join(root, 'checks', stage)).map((name) => ({ stage, name: name.replace(/\.ts$/, '') }));
  } catch {
    return [];
  }
});

const causesOf = (check: AnyCheck): [CauseId, CauseMeta][] => Object.entries(check.causes) as [CauseId, CauseMeta][];

describe('the files of checks', () => {
  it.each(files)('$stage/$name holds the check of that name and stage', async ({ stage, name }) => {
    const { default: check } = (await import(join(root, 'checks', stage, `${name}.ts`))) as { default: AnyCheck };
    expect([check.stage, check.id]).toEqual([stage, name]);
    expect(checks).toContain(check);
  });

  it.each(files)('$stage/$name has a test', ({ stage, name }) => {
    const [together] = Object.entries(TESTED_TOGETHER).find(([, names]) => names.includes(name)) ?? [];
    const test = readFileSync(join(root, 'test/checks', `${together ?? `${stage}/${name}`}.test.ts`), 'utf8');
    expect(test).toContain(`/checks/${stage}/${name}.ts'`);
  });
});

describe.each(checks.map((check) => [check.id, check] as const))('%s', (id, check) => {
  it('is named and titled by its healthy truth', () => {
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
    expect(check.title).toMatch(/^\S[^\n]*[^.!?\s]$/);
  });

  it('reads what it needs, once', () => {
    expect(check.needs.length).toBeGreaterThan(0);
    const topics = [...check.needs, ...check.uses];
    expect(topics).toEqual([...new Set(topics)]);
  });

  it.each(causesOf(check))('%s: says why in a sentence, and where that is written', (_cause, meta) => {
    expect(meta.why).toMatch(/^\S[^\n]*\.$/);
    if (meta.manual !== undefined) expect(meta.manual).toMatch(/^\S[^\n]*\S$/);
    expect(meta.docs).not.toEqual([]);
    for (const url of meta.docs.map((page) => new URL(page))) {
      expect(url.protocol).toBe('https:');
      expect(HOSTS).toContain(url.hostname);
    }
    if (meta.remediation) expect(remediations.map((one) => one.id)).toContain(meta.remediation);
  });
});

describe('every cause', () => {
  const named = new Set(checks.flatMap((check) => Object.keys(check.causes)));
  const shown = new Set(Object.values(faults).map(({ cause }) => cause));

  it('is named by a check, or it is said why by none', () => {
    const neither = CAUSE_IDS.filter((id) => !named.has(id) && !NOT_PRODUCED[id]);
    const both = CAUSE_IDS.filter((id) => named.has(id) && NOT_PRODUCED[id]);
    expect({ neither, both }).toEqual({ neither: [], both: [] });
  });

  it('that a check names has a fault that shows it, or it is said why not', () => {
    const unshown = [...named].filter((id) => !shown.has(id) && !(id in NO_FAULT));
    const needless = Object.keys(NO_FAULT).filter((id) => shown.has(id) || !named.has(id));
    expect({ unshown, needless }).toEqual({ unshown: [], needless: [] });
  });

  it('that a fault shows is a cause of the vocabulary', () => {
    expect([...shown].filter((id) => !(CAUSE_IDS as readonly string[]).includes(id))).toEqual([]);
  });
});
