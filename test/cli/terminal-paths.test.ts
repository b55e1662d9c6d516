import { describe, expect, it } from 'vitest';
import { painter } from '../../cli/colours.ts';
import { pathLines } from '../../cli/terminal-paths.ts';
import { reportOf } from '../../core/report.ts';
import { assess } from '../../core/verdict.ts';
import { reportedPaths } from '../../network/paths.ts';
import { evidence, healthyTopics, type Seen } from '../support/evidence.ts';
import * as n from '../support/network.ts';
import { managedNode as target } from '../support/target.ts';

const report = (overrides: Seen) => {
  const seen = evidence(overrides);
  return reportOf(target, assess(seen, target, []), { apiCalls: 0, rounds: 0, milliseconds: 0 }, reportedPaths(seen));
};
const lines = (overrides: Seen, width = 80) => pathLines(report(overrides), painter(false), width);

const natFailed: Seen = {
  cluster: n.publicOnly(),
  natGateways: n.healthy('natGateways').map((nat) => ({ ...nat, state: 'failed' as const })),
};

describe('the way there and back', () => {
  it('shows one line for destinations that share a way, and marks the hop that is broken', () => {
    expect(lines(natFailed)).toEqual([
      'The way there and back',
      '  ✘ API server tcp 443',
      '    ✔ name → ✔ node groups → ✔ node ACL → ✔ route → ✘ NAT gateway nat-0a →',
      '    ✔ NAT ACL → ✔ public access',
      '      nat-0a State=failed',
      '  ✘ ec2 API, ecr.api API, ecr.dkr API, s3 API tcp 443',
      '    ✔ name → ✔ node groups → ✔ node ACL → ✔ route → ✘ NAT gateway nat-0a →',
      '    ✔ NAT ACL',
      '      nat-0a State=failed',
      '',
    ]);
  });

  it.each([80, 100])('fits %i columns', (width) => {
    const wide = lines({ ...natFailed, vpcDns: { enableDnsSupport: false, enableDnsHostnames: false } }, width);
    expect(wide.filter((line) => line.length > width)).toEqual([]);
  });

  it('asks where a name leads, where nobody can tell', () => {
    expect(lines({ vpcEndpoints: [n.endpointOf('ec2', { privateDnsEnabled: false })] })).toContain('    ? name');
  });

  it('is not shown for a node that got through, unless a hop is broken', () => {
    const joined = { node: healthyTopics.node };
    expect(lines({})).not.toEqual([]);
    expect(lines(joined)).toEqual([]);
    expect(lines({ ...joined, ...natFailed })).not.toEqual([]);
  });

  it('is not shown for an instance of no cluster', () => {
    expect(lines({ cluster: null })).toEqual([]);
  });
});
