import { describe, expect, it } from 'vitest';
import type { CauseId } from '../../core/causes.ts';
import type { AnyCheck, CauseMeta } from '../../core/check.ts';
import type { Certainty } from '../../core/finding.ts';
import type { Stage } from '../../core/stages.ts';
import { assess } from '../../core/verdict.ts';
import { evidence, healthyTopics, type Seen, unread } from '../support/evidence.ts';
import { managedNode as target } from '../support/target.ts';

/** A check that always accuses. */
const accuse = (
  cause: CauseId,
  stage: Stage,
  certainty: Certainty,
  umbrella = false,
  more: Partial<CauseMeta> = {},
): AnyCheck => ({
  id: `no-${cause}`,
  title: 'Never true',
  stage,
  needs: ['vpc'],
  uses: [],
  causes: { [cause]: { why: 'It stops it.', heals: 'running', docs: [], umbrella, ...more } },
  judge: () => [
    { cause, certainty, subject: { kind: 'vpc', id: 'vpc-0a' }, says: 'x', facts: {}, evidence: [], commands: [] },
  ],
});

const causesOf = (checks: AnyCheck[], seen: Seen = {}) =>
  assess(evidence(seen), target, checks).causes.map(({ cause }) => cause);

const waiting: Seen = { instanceStatus: { system: 'initializing', instance: 'initializing' }, ssmAgent: null };

describe('the verdict', () => {
  it('puts certain before likely before suspect, then the earlier rung, then the specific before the umbrella', () => {
    const checks = [
      accuse('nacl-blocked', 'connected', 'suspect'),
      accuse('auth-role-unmapped', 'authenticated', 'certain'),
      accuse('route-none', 'connected', 'certain'),
      accuse('egress-filtered', 'configured', 'likely'),
      accuse('endpoint-private-off-no-internet', 'connected', 'certain', true),
    ];
    expect(causesOf(checks, waiting)).toEqual(['route-none', 'auth-role-unmapped', 'egress-filtered', 'nacl-blocked']);
  });

  it('keeps an umbrella that nothing specific explains', () => {
    expect(causesOf([accuse('endpoint-private-off-no-internet', 'connected', 'certain', true)], waiting)).toEqual([
      'endpoint-private-off-no-internet',
    ]);
  });

  it('rules out what the node has passed, and says by what', () => {
    const seen: Seen = {
      ...waiting,
      console: {
        tail: [],
        signs: [
          {
            id: 'unauthorized',
            program: 'kubelet',
            line: 'Unauthorized',
            passed: 'connected',
            stuckAt: 'authenticated',
            causes: [],
            proves: false,
          },
        ],
      },
    };
    const checks = [
      accuse('route-none', 'connected', 'certain'),
      accuse('auth-role-unmapped', 'authenticated', 'certain'),
    ];
    const { causes, ruledOut, reached, blockedAt } = assess(evidence(seen), target, checks);
    expect(causes.map(({ cause }) => cause)).toEqual(['auth-role-unmapped']);
    expect(ruledOut).toEqual([{ cause: 'route-none', because: expect.stringContaining('Unauthorized') }]);
    expect([reached, blockedAt]).toEqual(['connected', 'authenticated']);
  });

  it('names no cause at all for a node that is Ready', () => {
    const { verdict, causes, blockedAt } = assess(evidence({ node: healthyTopics.node }), target, [
      accuse('node-role-missing-ecr', 'ready', 'certain'),
    ]);
    expect([verdict, causes, blockedAt]).toEqual(['joined', [], null]);
  });

  it('finds the cause of a node that is registered but not Ready', () => {
    const node = { ...healthyTopics.node, ready: { status: 'False' as const } };
    const { verdict, reached, blockedAt } = assess(evidence({ node }), target, [
      accuse('node-role-missing-ecr', 'ready', 'certain'),
    ]);
    expect([verdict, reached, blockedAt]).toEqual(['cause-found', 'registered', 'ready']);
  });

  it('does not mistake an unknown for an empty answer', () => {
    const { verdict, notChecked } = assess(evidence({ ...waiting, vpc: unread('ec2:DescribeVpcs') }), target, [
      accuse('route-none', 'connected', 'certain'),
    ]);
    expect(verdict).toBe('unknown');
    expect(notChecked).toMatchObject([{ check: 'no-route-none', call: 'ec2:DescribeVpcs' }]);
  });

  it('turns a check that throws into a line of not checked', () => {
    const broken = {
      ...accuse('route-none', 'connected', 'certain'),
      judge: () => {
        throw new Error('oops');
      },
    };
    const { verdict, notChecked } = assess(evidence(waiting), target, [broken]);
    expect([verdict, notChecked.length]).toEqual(['unknown', 1]);
  });

  it.each([null, { cluster: 'prod-eu', strength: 'weak' as const, by: 'tag' }])(
    'accuses nobody without a real tie (%o)',
    (tie) => {
      const { verdict, causes } = assess(evidence(waiting), { ...target, tie }, [
        accuse('route-none', 'connected', 'certain'),
      ]);
      expect([verdict, causes]).toEqual(['not-a-node', []]);
    },
  );

  it('counts an interface of the CNI only when it is of this boot', () => {
    const eni = (createdAt: string) => ({
      id: 'eni-1',
      vpcId: 'vpc-0a',
      subnetId: 'subnet-0a',
      description: `aws-K8S-${healthyTopics.instance.id}`,
      privateIps: [],
      ipv6: [],
      groups: [],
      requesterManaged: false,
      tags: { 'node.k8s.amazonaws.com/createdAt': createdAt },
    });
    const reached = (createdAt: string) =>
      assess(evidence({ ...waiting, nodeInterfaces: [eni(createdAt)] }), target, []).reached;
    expect(reached('2026-11-24T08:00:50Z')).toBe('registered');
    expect(reached('2026-11-23T08:00:50Z')).toBe('launched');
  });

  it('counts no interface of the CNI that belongs to another cluster', () => {
    const eni = (cluster: string) => ({
      id: 'eni-1',
      vpcId: 'vpc-0a',
      subnetId: 'subnet-0a',
      description: `aws-K8S-${healthyTopics.instance.id}`,
      privateIps: [],
      ipv6: [],
      groups: [],
      requesterManaged: false,
      tags: {
        'node.k8s.amazonaws.com/createdAt': '2026-11-24T08:00:50Z',
        'cluster.k8s.amazonaws.com/name': cluster,
      },
    });
    const reached = (cluster: string) =>
      assess(evidence({ ...waiting, nodeInterfaces: [eni(cluster)] }), target, []).reached;
    expect([reached('prod-eu'), reached('prod-us')]).toEqual(['registered', 'launched']);
  });

  it('blames the launch of what never ran, and not of what runs', () => {
    const failed = [accuse('ec2-insufficient-capacity', 'launched', 'certain')];
    const gone = assess({ ...evidence(waiting), instance: { state: 'absent' } }, target, failed);
    expect([gone.verdict, gone.reached, gone.blockedAt]).toEqual(['cause-found', 'launched', 'launched']);
    const running = assess(evidence(waiting), target, failed);
    expect([running.causes, running.ruledOut.map(({ cause }) => cause)]).toEqual([[], ['ec2-insufficient-capacity']]);
    const terminated = { ...healthyTopics.instance, state: 'terminated' as const };
    expect(assess(evidence({ ...waiting, instance: terminated }), target, failed).verdict).toBe('cause-found');
  });

  it('keeps apart what harms a node that joins all the same, also of one that has joined', () => {
    const checks = [accuse('sg-kubelet-ingress-blocked', 'connected', 'certain', false, { afterJoining: true })];
    const early = assess(evidence(waiting), target, checks);
    expect([early.verdict, early.causes]).toEqual(['unknown', []]);
    expect(early.warnings.map(({ cause }) => cause)).toEqual(['sg-kubelet-ingress-blocked']);
    const joined = assess(evidence({ node: healthyTopics.node }), target, checks);
    expect([joined.verdict, joined.warnings.length, joined.ruledOut]).toEqual(['joined', 1, []]);
  });

  it('takes a Ready node that still has a startup taint for registered', () => {
    const taints = (key: string) => [{ key, effect: 'NoSchedule' }];
    const reached = (key: string) =>
      assess(evidence({ node: { ...healthyTopics.node, taints: taints(key) } }), target, []).reached;
    expect(reached('node.cloudprovider.kubernetes.io/uninitialized')).toBe('registered');
    expect(reached('team.example.com/dedicated')).toBe('ready');
  });

  it('brings down what a check has not declared', () => {
    const checks = [accuse('egress-filtered', 'connected', 'certain', false, { atMost: 'suspect' })];
    const { verdict, causes } = assess(evidence(waiting), target, checks);
    expect([verdict, causes.map(({ certainty }) => certainty)]).toEqual(['suspects', ['suspect']]);
  });
});
