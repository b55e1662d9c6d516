import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { checks } from '../../checks/index.ts';
import { notCollected } from '../../core/asked-by.ts';
import type { Collected } from '../../core/diagnosis.ts';
import { EvidenceFileError, readEvidenceFile, writeEvidenceFile } from '../../core/evidence-file.ts';
import { withoutSecrets } from '../../core/evidence-secrets.ts';
import { unknown } from '../../core/observed.ts';
import { type Report, reportOf } from '../../core/report.ts';
import { assess } from '../../core/verdict.ts';
import { startAccount } from '../../simulator/account.ts';
import { theNode } from '../../simulator/world/faults/fault.ts';
import { faults } from '../../simulator/world/faults.ts';
import { healthyWorld } from '../../simulator/world/healthy.ts';
import type { World } from '../../simulator/world/types.ts';
import { encodeUserData } from '../../simulator/world/user-data.ts';
import { collectFrom } from '../support/collect.ts';
import { evidence, type Seen } from '../support/evidence.ts';
import { managedNode as target } from '../support/target.ts';
import { faultyWorld, variedWorlds } from '../support/worlds.ts';

const collected = (overrides: Seen = {}): Collected => ({
  target,
  cost: { apiCalls: 35, rounds: 3, milliseconds: 420 },
  evidence: evidence(overrides),
});

const reportFrom = ({ evidence: seen, target: at, cost }: Collected): Report =>
  reportOf(at, assess(seen, at, checks), cost);

const evidenceOf = async (world: World, seconds: number): Promise<Collected> => {
  const account = await startAccount(world);
  try {
    account.advance(seconds);
    return await collectFrom(account);
  } finally {
    await account.close();
  }
};

describe('the verdict from the file is the live one', () => {
  const ids = Object.keys(faults);
  const sample = ids.map((id, index) => {
    const turned = [...variedWorlds.slice(index % variedWorlds.length), ...variedWorlds];
    return [id, turned.find((options) => faultyWorld(options, id))] as const;
  });

  it.each(sample)('%s', async (id, options) => {
    const world = options && faultyWorld(options, id);
    if (!world) throw new Error('no world for the fault');
    const live = await evidenceOf(world, 130);
    expect(reportFrom(readEvidenceFile(writeEvidenceFile(live)))).toEqual(reportFrom(live));
  });

  it.each([0, 130])('of every healthy world, %s s after the launch', async (seconds) => {
    for (const options of variedWorlds) {
      const live = await evidenceOf(healthyWorld(options), seconds);
      expect(reportFrom(readEvidenceFile(writeEvidenceFile(live)))).toEqual(reportFrom(live));
    }
  });

  it('lists the same checks as not made', () => {
    const live = collected({
      cluster: unknown('denied', 'eks:DescribeCluster', 'eks:DescribeCluster was denied'),
      node: notCollected('node', 'Rollcall was given no access to the Kubernetes API'),
    });
    const report = reportFrom(readEvidenceFile(writeEvidenceFile(live)));
    expect(report.notChecked.length).toBeGreaterThan(5);
    expect(report).toEqual(reportFrom(live));
  });
});

describe('names stay exact, however long and odd', () => {
  const path = `/${'Division-One/'.repeat(30)}`;
  const role = `arn:aws:iam::111122223333:role${path}token=${'NodeRole'.repeat(7)}`;
  const cluster = 'Prod'.repeat(25);

  it('role paths, cluster names, long ids, prefix lists, aws-auth', () => {
    const { evidence: healthy } = collected();
    if (healthy.nodeRole.state !== 'known') throw new Error('the node role is known');
    const mapRoles = `- rolearn: ${role}\n  username: system:node:{{EC2PrivateDNSName}}\n`;
    const seen: Seen = {
      nodeRole: { ...healthy.nodeRole.value, arn: role, path },
      awsAuth: { mapRoles, keys: ['mapRoles'] },
      prefixLists: [{ id: 'pl-0a', name: `com.amazonaws.${'x'.repeat(90)}`, cidrs: ['10.0.0.0/8'] }],
      clusterInterfaces: [
        {
          id: 'eni-c1',
          vpcId: 'vpc-0a',
          subnetId: 'subnet-0a',
          description: `Amazon EKS ${cluster}`,
          privateIps: ['10.0.1.200'],
          ipv6: [],
          groups: [],
          requesterManaged: true,
          tags: { 'cluster.k8s.amazonaws.com/name': cluster, 'aws:eks:cluster-name': cluster },
        },
      ],
    };
    const before = collected(seen);
    const after = readEvidenceFile(writeEvidenceFile(before));
    for (const topic of ['nodeRole', 'awsAuth', 'prefixLists', 'clusterInterfaces'] as const)
      expect(after.evidence[topic]).toEqual(before.evidence[topic]);
  });

  it('an ARN inside a sentence', () => {
    const message = `Value (${role.replace('token=', '')}) is invalid`;
    const activity = { id: 'a', group: 'g', startedAt: '2026-11-24T08:00:00.000Z', status: 'Failed', message };
    const { evidence: after } = readEvidenceFile(writeEvidenceFile(collected({ scalingActivities: [activity] })));
    expect(after.scalingActivities).toMatchObject({ value: [{ message }] });
  });

  it('a node with a long role path and name gets the same verdict', async () => {
    const world = faultyWorld({ authentication: 'CONFIG_MAP', image: 'al2023' }, 'awsauth-path-arn');
    if (!world) throw new Error('the fault applies');
    const text = JSON.stringify(world).replaceAll(/:role\/(?:[\w-]+\/)+/g, `:role${path}`);
    const live = await evidenceOf(JSON.parse(text) as World, 130);
    expect(reportFrom(readEvidenceFile(writeEvidenceFile(live)))).toEqual(reportFrom(live));
  });
});

describe('secrets stay out of the file', () => {
  const SECRETS = {
    key: 'AKIAIOSFODNN7EXAMPLE',
    secretKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    proxy: 'hunter2-of-the-proxy',
    token: 'k8s-aws-v1.aHR0cHM6Ly9zdHMuZXUtY2VudHJhbC0x',
    bare: 'correct-horse-battery-staple',
  };
  const planted = `AWS_SECRET_ACCESS_KEY=${SECRETS.secretKey} ${SECRETS.key} http://u:${SECRETS.proxy}@10.0.0.1:3128 ${SECRETS.token} password=${SECRETS.bare}`;

  const expectNone = (file: string, ...more: string[]): void => {
    for (const secret of [...Object.values(SECRETS), ...more]) expect(file).not.toContain(secret);
  };

  it('planted in user data, tags and the console of a real account', async () => {
    const world = healthyWorld({ nodeKind: 'self-managed', image: 'al2' });
    const node = theNode(world);
    const plantedTags = { Password: SECRETS.bare, note: planted, Name: SECRETS.secretKey };
    Object.assign(node.tags, plantedTags);
    for (const one of [...world.clusters, ...world.vpcs, ...world.roles]) Object.assign(one.tags, plantedTags);
    const userData = Buffer.from(node.userData ?? '', 'base64').toString('utf8');
    node.userData = encodeUserData(`${userData}\nexport ${planted.replaceAll(' ', '\nexport X=')}\n`);
    const account = await startAccount(world);
    try {
      account.advance(60);
      node.console = { text: `${node.console.text}\n[   12.3] cloud-init[99]: ${planted}\n`, at: account.clock.now() };
      const live = await collectFrom(account);
      const ca = live.evidence.cluster.state === 'known' ? live.evidence.cluster.value.certificateAuthorityData : '';
      expect(ca.length).toBeGreaterThan(100);
      expect(JSON.stringify(live)).toContain(SECRETS.bare);
      expectNone(writeEvidenceFile(live), ca);
      expect(reportFrom(readEvidenceFile(writeEvidenceFile(live)))).toEqual(reportFrom(live));
    } finally {
      await account.close();
    }
  });

  it('planted in messages of AWS and Kubernetes, in flags and in comments of aws-auth', () => {
    const { evidence: healthy } = collected();
    if (healthy.userData.state !== 'known') throw new Error('user data are known');
    const file = writeEvidenceFile(
      collected({
        scalingActivities: [
          {
            id: 'a',
            group: 'g',
            startedAt: '2026-11-24T08:00:00.000Z',
            status: 'Failed',
            message: planted,
            description: planted,
          },
        ],
        console: {
          signs: [{ id: 'x', program: 'kubelet', line: planted, causes: [], proves: false }],
          tail: [planted],
        },
        addons: [
          { name: 'vpc-cni', status: 'DEGRADED', healthIssues: [{ code: 'X', message: planted, resourceIds: [] }] },
        ],
        userData: { ...healthy.userData.value, kubeletFlags: [`--bootstrap-token=${SECRETS.bare}`] },
        awsAuth: { mapRoles: `- rolearn: a # ${planted}\n# ${planted}\n`, keys: ['mapRoles'] },
        nodeRole: unknown('failed', 'iam:GetRole', planted),
      }),
    );
    expectNone(file);
    expect(file).toContain('--bootstrap-token=');
  });

  it('tags that AWS, Kubernetes and Rollcall read stay', () => {
    const tags = {
      'eks:cluster-name': 'prod-eu',
      'kubernetes.io/cluster/prod-eu': 'owned',
      'karpenter.sh/nodepool': 'default',
      'k8s.io/cluster-autoscaler/enabled': 'true',
      'node.k8s.amazonaws.com/instance_id': 'i-0',
      'rollcall/mode': 'ignore',
      'aws:autoscaling:groupName': 'workers',
      ManagedBy: 'terraform',
      Owner: 'somebody',
    };
    const { evidence: healthy } = collected();
    if (healthy.instance.state !== 'known') throw new Error('the instance is known');
    const { evidence: clean } = withoutSecrets(collected({ instance: { ...healthy.instance.value, tags } }));
    expect(clean.instance).toMatchObject({ value: { tags: { ...tags, Owner: '[redacted]' } } });
  });
});

const written = writeEvidenceFile(collected());
const changed = (change: (content: Record<string, unknown>) => void): string => {
  const content = JSON.parse(written) as Record<string, unknown>;
  change(content);
  return JSON.stringify(content);
};

/** The digest as the page on evidence files describes it, computed apart from the code under test. */
const sealed = (content: Record<string, unknown>): string => {
  const canonical = (value: unknown): string => {
    if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
    if (typeof value !== 'object' || value === null) return JSON.stringify(value);
    const keys = Object.keys(value).sort();
    return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical((value as Record<string, unknown>)[key])}`).join(',')}}`;
  };
  const { sha256: _old, ...rest } = content;
  return JSON.stringify({ ...rest, sha256: createHash('sha256').update(canonical(rest)).digest('hex') });
};

describe('a file that is none is refused', () => {
  const version = (value: unknown): string => changed((content) => (content['version'] = value));
  it.each([
    ['empty', '', 'is empty'],
    ['white space', ' \n', 'is empty'],
    ['cut off', written.slice(0, written.length / 2), 'not JSON'],
    ['no JSON', 'apiVersion: v1', 'not JSON'],
    ['a list', '[1]', 'no JSON object'],
    ['null', 'null', 'no JSON object'],
    ['a text', '"evidence"', 'no JSON object'],
    ['of another tool', '{"Reservations": []}', 'has no version'],
    ['of version 2', '{"version": 2, "anything": []}', 'has version 2, and this release reads version 1'],
    ['of version 2, otherwise whole', version(2), 'has version 2, and this release reads version 1'],
    ['of a version in words', version('1'), 'has version'],
    ['of a version that is a list', version([1]), 'has version that is no number'],
    ['without a digest', changed((content) => delete content['sha256']), 'has no sha256'],
    ['a report', JSON.stringify(reportFrom(collected())), 'has no sha256'],
    ['with a cost changed', changed((content) => (content['cost'] = {})), 'was changed after it was written'],
    ['with a digest changed', changed((content) => (content['sha256'] = '0'.repeat(64))), 'was changed'],
    ['with a key added', changed((content) => (content['note'] = 'mine')), 'was changed'],
    ['nested too deep', `{"version":1,"sha256":"0","x":${'['.repeat(200_000)}${']'.repeat(200_000)}}`, 'was changed'],
    ['of the right digest and the wrong shape', sealed({ version: 1, evidence: [] }), 'not as Rollcall writes it'],
  ])('%s', (_name, text, says) => {
    expect(() => readEvidenceFile(text)).toThrow(EvidenceFileError);
    expect(() => readEvidenceFile(text)).toThrow(says);
  });

  it('changed by hand: names the command that gets a new one', () => {
    const text = written.replace('"enableDnsSupport": true', '"enableDnsSupport": false');
    expect(text).not.toBe(written);
    expect(() => readEvidenceFile(text)).toThrow('rollcall diagnose i-0aa11bb22cc33dd44 --save');
  });
});

describe('a file that is one', () => {
  it('may be reformatted and its keys reordered', () => {
    const content = JSON.parse(written) as Record<string, unknown>;
    const turned = Object.fromEntries(Object.entries(content).reverse());
    expect(readEvidenceFile(JSON.stringify(turned, null, 4))).toEqual(readEvidenceFile(written));
  });

  it('of a newer release with topics of its own is read without them', () => {
    const content = JSON.parse(written) as Record<string, unknown> & { evidence: Record<string, unknown> };
    content.evidence['moonPhase'] = { state: 'known', value: { full: true } };
    expect(readEvidenceFile(sealed(content))).toEqual(readEvidenceFile(written));
  });

  it('of an older release without a topic leaves that topic unknown', () => {
    const content = JSON.parse(written) as Record<string, unknown> & { evidence: Record<string, unknown> };
    delete content.evidence['webhooks'];
    const { evidence: seen } = readEvidenceFile(sealed(content));
    expect(seen.webhooks).toMatchObject({ state: 'unknown', because: 'not-collected' });
  });
});
