import { describe, expect, it } from 'vitest';
import { alertOf } from '../../core/alert.ts';
import type { Report, ReportedCause } from '../../core/report.ts';
import type { AlertNews } from '../../core/watch.ts';
import { reportedNode } from '../support/target.ts';

const cause = (id: ReportedCause['id'], says: string): ReportedCause => ({
  id,
  certainty: 'certain',
  stage: 'connected',
  check: 'c',
  subject: { kind: 'security-group', id: 'sg-0a' },
  says,
  why: 'It matters.',
  facts: {},
  evidence: [],
  fix: { remediation: null, heals: 'running', commands: [], manual: 'Do it.' },
});

const report: Report = {
  version: 1,
  target: reportedNode,
  verdict: 'cause-found',
  stage: { reached: 'configured', blockedAt: 'connected' },
  causes: [cause('nacl-blocked', 'acl-0a is shut.')],
  paths: [],
  warnings: [cause('sg-kubelet-ingress-blocked', 'sg-0a is \u001b[31mshut\u001b[0m for 10250.')],
  ruledOut: [],
  notChecked: [],
  cost: { apiCalls: 1, rounds: 1, milliseconds: 1 },
};

const news = (kind: AlertNews['kind']): AlertNews => ({
  kind,
  watch: {
    version: 1,
    name: 'w',
    cluster: 'prod-eu',
    region: 'eu-central-1',
    account: '111122223333',
    nodeKind: 'managed',
    platform: 'al2023',
    instances: [{ id: 'i-0aa11bb22cc33dd44', privateDnsName: 'n', launchTime: 't' }],
  },
  incident: {
    account: '111122223333',
    region: 'eu-central-1',
    cluster: 'prod-eu',
    cause: 'nacl-blocked',
    subject: { kind: 'network-acl', id: 'acl-0a' },
  },
  report,
  fixes: [],
  remarks: [],
  at: 120,
  sinceFix: null,
  joined: 0,
  gone: 0,
});

describe('an alert', () => {
  it('tells the cause, and apart from it what keeps no node from joining', () => {
    const { text, attributes } = alertOf(news('failing'));
    expect(attributes.cause).toBe('nacl-blocked');
    expect(text.indexOf('nacl-blocked')).toBeLessThan(text.indexOf('sg-kubelet-ingress-blocked'));
    expect(text).not.toContain('\u001b');
  });

  it('says nothing of warnings once it is over', () => {
    expect(alertOf(news('joined')).text).not.toContain('sg-kubelet-ingress-blocked');
  });
});
