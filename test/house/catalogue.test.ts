import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { checks } from '../../checks/index.ts';
import { CAUSE_IDS } from '../../core/causes.ts';
import { defineCheck } from '../../core/check.ts';
import { catalogue } from '../../scripts/catalogue.ts';

const root = join(import.meta.dirname, '../..');

/** A made-up check with one cause of each kind. */
const sample = defineCheck({
  id: 'sample-holds',
  title: 'A sample holds',
  stage: 'connected',
  needs: ['instance', 'vpcDns', 'nodeInterfaces', 'clusterInterfaces', 'moment'],
  uses: ['dhcpOptions'],
  causes: {
    'route-none': {
      why: 'It has none.',
      heals: 'after-reboot',
      atMost: 'likely',
      manual: 'aws ec2 create-route --route-table-id TABLE',
      remediation: 'vpc-dns',
      docs: ['https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html'],
    },
    'docker-bridge-overlap': {
      why: 'Addresses overlap | later.',
      heals: 'new-node',
      atMost: 'suspect',
      afterJoining: true,
      manual: 'Choose other addresses.',
      docs: ['https://kubernetes.io/docs/concepts/cluster-administration/networking/'],
    },
  },
  judge: () => [],
});

describe('the catalogue', () => {
  const text = catalogue([sample]);

  it('finds every cause at its top: by whom, how sure', () => {
    const index = text.slice(text.indexOf('## Every cause'), text.indexOf('## launched'));
    for (const id of CAUSE_IDS) expect(index).toContain(`| \`${id}\` |`);
    expect(index).toContain('| `route-none` | [sample-holds](#sample-holds) | likely |');
    expect(index).toContain('| `docker-bridge-overlap` | [sample-holds](#sample-holds) | suspect, warning |');
    expect(index).toContain('| `clock-skew` | [none](#causes-that-no-check-names) | – |');
  });

  it('tells of a check what it states, guards and asks, each call once', () => {
    expect(text).toContain('### sample-holds\n\nA sample holds.\n');
    expect(text).toContain('- Guards: **connected**');
    expect(text).toContain(
      '- Asks: `ec2:DescribeInstances`, `ec2:DescribeVpcAttribute`, `ec2:DescribeNetworkInterfaces`, the time of the evidence; where it can, also `ec2:DescribeDhcpOptions`',
    );
  });

  it('tells of a cause why, what to do, what is automatic, what follows, where to read', () => {
    expect(text).toContain(
      [
        '**`route-none`** · likely',
        '',
        '- Why: It has none.',
        '- By hand: `aws ec2 create-route --route-table-id TABLE`',
        '- Automatic: `vpc-dns`',
        '- Then: the node joins after a reboot',
        '- Read: [VPC_Route_Tables](https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html)',
      ].join('\n'),
    );
    expect(text).toContain('- By hand: Choose other addresses.\n- Automatic: –');
  });

  it('sets warnings apart, and says why no check names a cause', () => {
    const warnings = text.slice(text.indexOf('## Warnings'), text.indexOf('## Causes that'));
    expect(warnings).toContain(
      '| `docker-bridge-overlap` | [sample-holds](#sample-holds) | Addresses overlap \\| later. |',
    );
    expect(warnings).not.toContain('route-none');
    const missing = text.slice(text.indexOf('## Causes that'));
    expect(missing).toContain("| `clock-skew` | only the node's own words | No AWS API tells the clock");
    expect(missing).not.toContain('`route-none`');
  });

  it('has links that lead somewhere', () => {
    const page = readFileSync(join(root, 'docs/checks.md'), 'utf8');
    const headings = new Set(
      [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading.toLowerCase().replaceAll(' ', '-')),
    );
    const links = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor = '']) => anchor);
    expect(links.length).toBeGreaterThan(checks.length);
    expect(links.filter((anchor) => !headings.has(anchor))).toEqual([]);
  });
});

it('what is generated is as the generator writes it', async () => {
  const run = promisify(execFile)(process.execPath, ['scripts/generate.ts', '--check'], { cwd: root });
  await expect(run).resolves.toMatchObject({ stderr: '' });
});
