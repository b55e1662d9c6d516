import { describe, expect, it } from 'vitest';
import check from '../../../checks/ready/subnets-open-to-cni.ts';
import type { Tags } from '../../../core/evidence.ts';
import { unread } from '../../support/evidence.ts';
import { judged } from '../../support/judged.ts';
import * as n from '../../support/network.ts';

const said = (tags: Tags, spare: Tags = {}) =>
  judged(check, {
    subnets: n
      .healthy('subnets')
      .map((one) =>
        one.id === 'subnet-0a' ? { ...one, tags } : one.id === 'subnet-0p' ? { ...one, tags: spare } : one,
      ),
  }).said;
const SUSPECT = ['cni-subnet-tag-filter suspect ready'];

describe('subnets-open-to-cni', () => {
  it.each<[string, Tags]>([
    ['no tag', {}],
    ['the tag that lets it in', { 'kubernetes.io/role/cni': '1' }],
    ['the tag of this cluster', { 'cni.networking.k8s.aws/cluster/prod-eu': 'shared' }],
    [
      'tags of this and another cluster',
      { 'cni.networking.k8s.aws/cluster/other': 'x', 'cni.networking.k8s.aws/cluster/prod-eu': 'x' },
    ],
  ])('passes with %s', (_, tags) => {
    expect(said(tags)).toEqual([]);
  });

  it('suspects a subnet that is closed to the CNI or kept for another cluster', () => {
    expect(said({ 'kubernetes.io/role/cni': '0' })).toEqual(SUSPECT);
    expect(said({ 'cni.networking.k8s.aws/cluster/other': 'shared' })).toEqual(SUSPECT);
  });

  it('is content with another subnet of the zone that is meant for the CNI', () => {
    expect(said({ 'kubernetes.io/role/cni': '0' }, { 'kubernetes.io/role/cni': '1' })).toEqual([]);
    expect(said({ 'kubernetes.io/role/cni': '0' }, { 'kubernetes.io/role/cni': '0' })).toEqual(SUSPECT);
  });

  it('is not checked without subnets', () => {
    expect(judged(check, { subnets: unread('ec2:DescribeSubnets') }).calls).toEqual(['ec2:DescribeSubnets']);
  });
});
