import { expect, it } from 'vitest';
import check from '../../../checks/configured/instance-type-without-swap.ts';
import { bootstrap, findings, instance, on, said } from '../../support/configured.ts';
import { unread } from '../../support/evidence.ts';

const CAUSE = 'kubelet-crash-swap';
const of = (instanceType: string) => ({ instance: instance({ instanceType }) });

it.each(['m5.large', 'm1.medium', 'c1.xlarge', 'M1.SMALL', 'm1.smaller', ''])('%s has no swap', (type) => {
  expect(said(check, of(type))).toEqual([]);
});

it.each(['c1.medium', 'm1.small'])('%s has swap, which Amazon Linux switches on', (type) => {
  expect(said(check, { ...on.al2, ...of(type) })).toEqual([`${CAUSE} likely`]);
  expect(said(check, { ...on.al2023, ...of(type) })).toEqual([`${CAUSE} likely`]);
  expect(findings(check, of(type))).toMatchObject([{ stage: 'connected', facts: { instanceType: type } }]);
});

it('is no more than suspicious on other systems', () => {
  for (const seen of [on.bottlerocket, on.ubuntu, on.foreign]) {
    expect(said(check, { ...seen, ...of('m1.small') })).toEqual([`${CAUSE} suspect`]);
  }
  expect(said(check, { ...of('m1.small'), image: unread('ec2:DescribeImages'), nodeGroup: null })).toEqual([
    `${CAUSE} suspect`,
  ]);
});

it('does not matter where kubelet is told to run with swap, on Windows and on Auto Mode', () => {
  const userData = bootstrap({ kubeletFlags: ['--fail-swap-on=false'] });
  expect(said(check, { ...on.al2, ...of('m1.small'), userData })).toEqual([]);
  expect(said(check, { ...on.windows, instance: instance({ windows: true, instanceType: 'm1.small' }) })).toEqual([]);
  expect(said(check, { instance: instance({ instanceType: 'm1.small', serviceManaged: true }) })).toEqual([]);
});
