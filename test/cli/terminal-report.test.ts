import { describe, expect, it } from 'vitest';
import { painter } from '../../cli/colours.ts';
import { terminalReport } from '../../cli/terminal-report.ts';
import type { Report, ReportedCause } from '../../core/report.ts';
import { reportedNode } from '../support/target.ts';

const cause = (change: Partial<ReportedCause>): ReportedCause => ({
  id: 'nacl-blocked',
  certainty: 'certain',
  stage: 'connected',
  check: 'network-acls-let-through',
  subject: { kind: 'network-acl', id: 'acl-0a' },
  says: 'acl-0a is shut.',
  why: 'Nothing passes.',
  facts: {},
  evidence: [{ source: 'ec2:DescribeNetworkAcls', says: 'deny' }],
  fix: { remediation: null, heals: 'running', commands: ['aws ec2 create-network-acl-entry'], manual: 'Do it.' },
  ...change,
});

const report = (change: Partial<Report> = {}): Report => ({
  version: 1,
  target: reportedNode,
  verdict: 'cause-found',
  stage: { reached: 'configured', blockedAt: 'connected' },
  causes: [cause({})],
  warnings: [],
  ruledOut: [],
  notChecked: [],
  paths: [],
  cost: { apiCalls: 49, rounds: 3, milliseconds: 900 },
  ...change,
});

const lines = (change: Partial<Report> = {}): string[] =>
  terminalReport(report(change), painter(false), 80).split('\n');
const at = (all: readonly string[], text: string): number => all.findIndex((line) => line.includes(text));

describe('the report on a terminal', () => {
  it('has the ladder, the cause, its proof and the command, in that order', () => {
    const all = lines();
    const order = ['✘ connected', 'nacl-blocked', 'ec2:DescribeNetworkAcls', '$ aws ec2', '49 calls'];
    const places = order.map((text) => at(all, text));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
  });

  it('tells a warning apart from the cause, and of a node that joined as well', () => {
    const warnings = [cause({ id: 'sg-kubelet-ingress-blocked', says: '10250 is shut.' })];
    const all = lines({ warnings });
    expect(at(all, 'sg-kubelet-ingress-blocked')).toBeGreaterThan(at(all, 'nacl-blocked'));
    const joined = lines({ verdict: 'joined', stage: { reached: 'ready', blockedAt: null }, causes: [], warnings });
    expect(at(joined, 'Joined')).toBeLessThan(at(joined, '! warning'));
  });

  it('tells a reason once, however many checks it silences', () => {
    const gap = (check: string, topic: string) => ({
      check,
      because: `${topic}: access was denied`,
      call: `kubernetes:Get${topic}`,
    });
    const all = lines({ notChecked: [gap('one', 'node'), gap('two', 'awsAuth'), gap('three', 'node')] }).join(' ');
    expect(all.match(/access was denied/g)).toHaveLength(1);
    expect(all).toContain('one, two, three');
    expect(all).toContain('(kubernetes:Getnode, kubernetes:GetawsAuth)');
  });

  it('lets nothing through that a terminal would act on', () => {
    expect(
      lines({ causes: [cause({ says: 'x\u001b[2Jy', evidence: [{ source: 's', says: '\u001b]0;z\u0007' }] })] }).join(
        '',
      ),
    ).not.toMatch(
      // oxlint-disable-next-line no-control-regex
      /[\u0000-\u0008\u001b]/,
    );
  });
});
