import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { fixApi } from '../../aws/fixes.ts';
import { checks } from '../../checks/index.ts';
import { type FixParts, runFix } from '../../core/fix.ts';
import type { ChangeStatus, Ledger, RecordedChange } from '../../core/incident.ts';
import { type Change, changeOf } from '../../core/remediation.ts';
import { assess } from '../../core/verdict.ts';
import { appendMapping, removeMapping } from '../../remediations/aws-auth-text.ts';
import { remediations } from '../../remediations/index.ts';
import { type Account, startAccount } from '../../simulator/account.ts';
import { explainBoot } from '../../simulator/boot/index.ts';
import { theCluster } from '../../simulator/world/faults/fault.ts';
import type { World } from '../../simulator/world/types.ts';
import { clientsOf, collectFrom, kubernetesOf } from '../support/collect.ts';
import { faultyWorld } from '../support/worlds.ts';

const WRITES = /^(Modify|Attach|Detach|Create|Delete|PUT)/;

/** A ledger that lives as long as the test; the real one has tests of its own. */
const shortLedger = (): Pick<Ledger, 'record' | 'note' | 'findChange' | 'spend'> & { statuses: ChangeStatus[] } => {
  const changes = new Map<string, RecordedChange>();
  const statuses: ChangeStatus[] = [];
  return {
    statuses,
    record: async (change) => {
      const known = changes.get(change.id);
      if (known && !['recorded', 'already', 'refused'].includes(known.status)) return { proceed: false, known };
      changes.set(change.id, { change, status: 'recorded', recordedAt: '', notedAt: '' });
      statuses.push('recorded');
      return { proceed: true, ...(known ? { known } : {}) };
    },
    note: async (id, status) => {
      const known = changes.get(id);
      if (known) changes.set(id, { ...known, status });
      statuses.push(status);
    },
    findChange: async (id) => changes.get(id),
    spend: async (_cluster, limit) => limit > 0,
  };
};

const partsOf = (account: Account): FixParts & { ledger: ReturnType<typeof shortLedger> } => ({
  remediations,
  api: fixApi({ clients: clientsOf(account), kubernetes: kubernetesOf(account) }),
  ledger: shortLedger() as ReturnType<typeof shortLedger> & Ledger,
  deployedFixes: remediations.map(({ id }) => id),
  fixesPerHour: 5,
});

const planFor = async (account: Account): Promise<Change> => {
  const { evidence, target } = await collectFrom(account);
  const [finding] = assess(evidence, target, checks).causes;
  const remediation = remediations.find(({ id }) => id === finding?.fix.remediation);
  const plan = finding && remediation?.plan(finding, evidence);
  if (!plan || 'declined' in plan) throw new Error(`no plan: ${plan?.declined ?? finding?.cause ?? 'no finding'}`);
  return plan;
};

const started = async (fault: string, options: Parameters<typeof faultyWorld>[0], mode = 'fix'): Promise<Account> => {
  const world = faultyWorld(options, fault);
  if (!world) throw new Error(`${fault} does not apply`);
  theCluster(world).tags['rollcall/mode'] = mode;
  return startAccount(world);
};

const writesOf = (account: Account) =>
  account.calls.filter(({ operation }) => WRITES.test(operation)).map(({ operation }) => operation);
const stageOf = ({ world, clock }: Account) =>
  explainBoot(world, world.instances[0]?.instanceId ?? '', clock.now()).stage;

const cases = [
  [
    'vpc-dns',
    'vpc-dns-support-disabled',
    { nodeKind: 'managed', image: 'al2023', endpoint: 'private', authentication: 'API' },
    (world: World) => structuredClone(world.vpcs),
  ],
  [
    'attach-node-policy',
    'node-role-missing-worker-policy',
    { nodeKind: 'karpenter', image: 'al2023', authentication: 'API' },
    (world: World) => structuredClone(world.roles),
  ],
  [
    'map-node-role by access entry',
    'auth-role-unmapped',
    { nodeKind: 'self-managed', image: 'al2023', authentication: 'API' },
    (world: World) => structuredClone(world.accessEntries),
  ],
  [
    'map-node-role by aws-auth',
    'awsauth-path-arn',
    { nodeKind: 'self-managed', image: 'al2', authentication: 'CONFIG_MAP' },
    awsAuthOf,
  ],
] as const;

/** The text of aws-auth; its resourceVersion may move. */
function awsAuthOf(world: World): unknown {
  return Object.values(structuredClone(world.kubernetes)).map(({ configMaps }) => configMaps.map(({ data }) => data));
}

describe.each(cases)('%s', (_name, fault, options, stateOf) => {
  it('applies once, is proved by the node joining, and undoes exactly what it did', async () => {
    const account = await started(fault, options);
    const parts = partsOf(account);
    const change = await planFor(account);
    const before = stateOf(account.world);

    expect(await runFix({ version: 1, task: 'apply', change }, parts)).toMatchObject({ outcome: 'applied' });
    expect(parts.ledger.statuses).toEqual(['recorded', 'applied', 'verified']);
    const writes = writesOf(account).length;
    expect(writes).toBeGreaterThan(0);
    expect(await runFix({ version: 1, task: 'apply', change }, parts)).toMatchObject({ outcome: 'already' });
    expect(writesOf(account)).toHaveLength(writes);

    account.advance(120);
    expect(stageOf(account)).toBe('ready');

    expect(await runFix({ version: 1, task: 'undo', change }, parts)).toMatchObject({ outcome: 'undone' });
    expect(stateOf(account.world)).toEqual(before);
    const undone = writesOf(account).length;
    expect(await runFix({ version: 1, task: 'undo', change }, parts)).toMatchObject({ outcome: 'undone' });
    expect(writesOf(account)).toHaveLength(undone);
    expect(await runFix({ version: 1, task: 'apply', change }, parts)).toMatchObject({ outcome: 'refused' });
    await account.close();
  });

  it('writes nothing when the state was made right by somebody else', async () => {
    const account = await started(fault, options);
    const change = await planFor(account);
    await runFix({ version: 1, task: 'apply', change }, partsOf(account));
    const writes = writesOf(account).length;
    expect(await runFix({ version: 1, task: 'apply', change }, partsOf(account))).toMatchObject({ outcome: 'already' });
    expect(writesOf(account)).toHaveLength(writes);
    await account.close();
  });

  it.each(['report', 'ignore', 'Fix', ''])('refuses with the mode %j, whatever the plan says', async (mode) => {
    const account = await started(fault, options);
    const change = await planFor(account);
    theCluster(account.world).tags['rollcall/mode'] = mode;
    expect(await runFix({ version: 1, task: 'apply', change }, partsOf(account))).toMatchObject({ outcome: 'refused' });
    expect(writesOf(account)).toEqual([]);
    await account.close();
  });

  it('refuses without the deployment, without budget, and for another object or cluster', async () => {
    const account = await started(fault, options);
    const change = await planFor(account);
    const { id: _id, ...rest } = change;
    const parts = partsOf(account);
    const orders: [FixParts, Change][] = [
      [{ ...parts, deployedFixes: [] }, change],
      [{ ...parts, fixesPerHour: 0 }, change],
      [parts, { ...change, object: { ...change.object, id: 'something-else' } }],
      [parts, changeOf({ ...rest, cluster: 'no-such-cluster' })],
      [parts, changeOf({ ...rest, account: '999988887777' })],
    ];
    for (const [given, changed] of orders) {
      expect(await runFix({ version: 1, task: 'apply', change: changed }, given)).toMatchObject({ outcome: 'refused' });
    }
    expect(writesOf(account)).toEqual([]);
    await account.close();
  });
});

describe('aws-auth as text', () => {
  const mapping = {
    rolearn: 'arn:aws:iam::111122223333:role/nodes',
    username: 'system:node:{{EC2PrivateDNSName}}',
    groups: ['system:bootstrappers', 'system:nodes'],
  };
  const name = fc.stringMatching(/^[A-Za-z0-9+=,.@_-]{1,20}$/);
  const entry = fc.record({
    role: name,
    user: fc.oneof(name, fc.constant('überprüfer')),
    group: name,
    comment: fc.boolean(),
    quoted: fc.boolean(),
  });
  const layout = fc.record({
    indent: fc.constantFrom('', '  ', '    '),
    crlf: fc.boolean(),
    end: fc.boolean(),
    anchor: fc.boolean(),
    flow: fc.boolean(),
    tail: fc.constantFrom('', '# the end', '\n\n'),
  });

  const textOf = (
    entries: readonly { role: string; user: string; group: string; comment: boolean; quoted: boolean }[],
    {
      indent,
      crlf,
      end,
      anchor,
      flow,
      tail,
    }: { indent: string; crlf: boolean; end: boolean; anchor: boolean; flow: boolean; tail: string },
  ): string => {
    const lines = entries.flatMap(({ role, user, group, comment, quoted }, index) => [
      ...(comment ? [`${indent}# ${role}: whose is this?`] : []),
      `${indent}- rolearn: ${quoted ? '"' : ''}arn:aws:iam::111122223333:role/${role}${quoted ? '"' : ''}`,
      `${indent}  username: '${user}'`,
      flow ? `${indent}  groups: ['${group}']` : `${indent}  groups:${anchor && index === 0 ? ' &groups' : ''}`,
      ...(flow ? [] : [`${indent}    - '${group}'`]),
    ]);
    const text = [...lines, ...(tail ? [tail] : [])].join('\n') + (end ? '\n' : '');
    return crlf ? text.replaceAll('\n', '\r\n') : text;
  };

  it('keeps every old mapping and adds one, or refuses; taking it away gives the old text back', () => {
    let edited = 0;
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 5 }), layout, (entries, how) => {
        const text = textOf(entries, how);
        const edit = appendMapping(text, mapping);
        if ('refused' in edit) return;
        edited += 1;
        const before = parse(text) as unknown[];
        expect(parse(edit.text)).toEqual([...before, mapping]);
        const back = removeMapping(edit.text, mapping);
        expect('text' in back && parse(back.text)).toEqual(before);
      }),
    );
    expect(edited).toBeGreaterThan(50);
  });

  it('never throws, and never loses a line', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom('-', ' ', '\n', '\t', ':', 'a', '[', ']', '{', '}', '&', '*', '#', '"', "'", '|', '!'),
        }),
        (text) => {
          const edit = appendMapping(text, mapping);
          if ('refused' in edit) return;
          expect((parse(edit.text) as unknown[]).at(-1)).toEqual(mapping);
        },
      ),
    );
  });

  it.each(['\t- rolearn: x', 'a: b', '- rolearn: [', '---\n- a: 1\n---\n- b: 2'])('refuses %j', (text) => {
    expect(appendMapping(text, mapping)).toHaveProperty('refused');
  });
});
