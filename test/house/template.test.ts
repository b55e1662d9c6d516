import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rehearse } from '../../cli/demo/rehearsal.ts';
import { scenarios, worldOf } from '../../cli/demo/scenarios.ts';
import { remediations } from '../../remediations/index.ts';
import { misspelled, type Template } from '../support/cloudformation.ts';

const root = join(import.meta.dirname, '../..');
const folders: string[] = [];

/** The template as `npx osls package` makes it, offline. */
const packaged = (...parameters: string[]): Template => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-'));
  folders.push(folder);
  const osls = join(root, 'node_modules/osls/bin/serverless.js');
  execFileSync(process.execPath, [osls, 'package', '--package', folder, ...parameters], { cwd: root, stdio: 'pipe' });
  return JSON.parse(readFileSync(join(folder, 'cloudformation-template-update-stack.json'), 'utf8')) as Template;
};

/** Every action that a role's inline policies allow. */
const actionsOf = (template: Template, role: string): string[] => {
  const policies = template.Resources[role]?.Properties?.['Policies'] as {
    PolicyDocument: { Statement: { Action: string | string[] }[] };
  }[];
  return policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement.flatMap(({ Action }) => Action)).sort();
};

const writes = (actions: string[]): string[] =>
  actions.filter(
    (action) => !/^(dynamodb|sns|sqs|logs|lambda):/.test(action) && !/:(Describe|Get|List|Simulate)/.test(action),
  );

describe('the packaged template', () => {
  let template: Template;
  beforeAll(() => {
    template = packaged('--param=email=oncall@example.com');
  }, 120_000);
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  it('holds only resources and properties that CloudFormation knows', () => {
    expect(misspelled(template)).toEqual([]);
  });

  it('waits durably: configured at creation, invoked by its alias, with a queue for what fails', () => {
    const watch = template.Resources['WatchLambdaFunction']?.Properties;
    expect(watch).toMatchObject({
      DurableConfig: { ExecutionTimeout: expect.any(Number) },
      DeadLetterConfig: expect.anything(),
    });
    const onLaunch = template.Resources['OnDashlaunchLambdaFunction']?.Properties;
    expect(onLaunch).toHaveProperty('Environment.Variables.ROLLCALL_WATCH_FUNCTION', {
      Ref: 'WatchDurableLambdaAlias',
    });
  });

  it('catches every launch, every launch that failed, and nothing else', () => {
    expect(template.Resources['LaunchRule']?.Properties?.['EventPattern']).toEqual({
      source: ['aws.ec2'],
      'detail-type': ['EC2 Instance State-change Notification'],
      detail: { state: ['running'] },
    });
    expect(template.Resources['FailedLaunchRule']?.Properties?.['EventPattern']).toEqual({
      source: ['aws.autoscaling'],
      'detail-type': ['EC2 Instance Launch Unsuccessful'],
    });
    const rules = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::Events::Rule');
    expect(rules).toHaveLength(2);
  });

  it('lets no function write but the fixing one, and that one only what the deployment allows', () => {
    expect(['OnLaunchRole', 'WatchRole', 'FixRole'].flatMap((role) => writes(actionsOf(template, role)))).toEqual([]);
    const dns = packaged('--param=fixes=vpc-dns');
    expect(writes(actionsOf(dns, 'FixRole'))).toEqual(['ec2:ModifyVpcAttribute']);
    expect(writes(actionsOf(dns, 'WatchRole'))).toEqual([]);
  }, 120_000);

  it('allows every call that reading makes', async () => {
    const allowed = new Set(['OnLaunchRole', 'WatchRole'].flatMap((role) => actionsOf(template, role)));
    for (const scenario of scenarios) {
      const { calls } = await rehearse(worldOf(scenario), { fixes: 'none' });
      const asked = calls.filter(({ service }) => ['ec2', 'eks', 'iam', 'ssm', 'autoscaling', 'sns'].includes(service));
      expect(
        asked.map(({ service, operation }) => `${service}:${operation}`).filter((action) => !allowed.has(action)),
      ).toEqual([]);
    }
  }, 120_000);

  it('gives each fix just the permissions that it names', () => {
    const { STATEMENTS } = createRequire(import.meta.url)('../../deploy/fix-permissions.cjs') as {
      STATEMENTS: Record<string, { Action: string[] }[]>;
    };
    const granted = Object.fromEntries(
      Object.entries(STATEMENTS).map(([id, statements]) => [id, statements.flatMap(({ Action }) => Action).sort()]),
    );
    const wanted = Object.fromEntries(
      remediations.map(({ id, permissions }) => [
        id,
        permissions.filter((action) => action !== 'eks:DescribeCluster').sort(),
      ]),
    );
    expect(granted).toEqual(wanted);
  });

  it('refuses to be packaged with a fix that does not exist', () => {
    expect(() => packaged('--param=fixes=vpc-dns+reboot-everything')).toThrow();
  }, 120_000);
});
