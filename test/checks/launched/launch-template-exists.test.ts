import { expect, it } from 'vitest';
import check from '../../../checks/launched/launch-template-exists.ts';
import { absent } from '../../../core/observed.ts';
import { unread } from '../../support/evidence.ts';
import { judged } from '../../support/judged.ts';
import { failedLaunch, noInstance } from '../../support/launched.ts';

const gone = { launchTemplate: absent('ec2:DescribeLaunchTemplateVersions') };

it('proves that a group without its template launches nothing', () => {
  const { findings, said } = judged(check, { ...noInstance, ...gone });
  expect(said).toEqual(['launch-template-missing-or-drifted certain launched']);
  expect(findings[0]?.subject).toEqual({ kind: 'auto-scaling-group', id: 'eks-workers-1' });
});

it('is silent about a template that is there, and about an old launch configuration', () => {
  expect(judged(check, noInstance).said).toEqual([]);
  const old = { launchTemplate: absent('autoscaling:DescribeAutoScalingGroups') };
  expect(judged(check, { ...noInstance, ...old })).toMatchObject({ said: [], notChecked: [] });
});

it('leaves it to Auto Scaling where that has said so', () => {
  expect(judged(check, { ...failedLaunch('InvalidLaunchTemplateId.NotFound'), ...gone }).said).toEqual([]);
});

it('is no matter of an instance that was launched', () => {
  expect(judged(check, gone).said).toEqual([]);
});

it('says what it could not read', () => {
  expect(judged(check, { ...noInstance, launchTemplate: unread('x:Y') })).toMatchObject({ said: [], calls: ['x:Y'] });
});
