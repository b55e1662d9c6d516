import { expect, it } from 'vitest';
import check from '../../../checks/launched/template-tags-fit-metadata.ts';
import { healthyTopics, unread } from '../../support/evidence.ts';
import { judged } from '../../support/judged.ts';
import { failedLaunch, noInstance } from '../../support/launched.ts';

const template = (imdsTags: 'enabled' | 'disabled' | undefined, ...tagKeys: string[]) => ({
  launchTemplate: { ...healthyTopics.launchTemplate, imdsTags, tagKeys },
});
const slashes = template('enabled', 'kubernetes.io/cluster/prod-eu', 'Name');

it('only suspects tags with slashes that are to be shown in the metadata', () => {
  const { findings, said } = judged(check, { ...noInstance, ...slashes });
  expect(said).toEqual(['imds-tags-slash suspect launched']);
  expect(findings[0]?.facts.tagKeys).toEqual(['kubernetes.io/cluster/prod-eu']);
});

it.each([
  template('disabled', 'a/b'),
  template(undefined, 'a/b'),
  template('enabled', 'Name'),
  { launchTemplate: null },
])('is silent about others: %o', (seen) => expect(judged(check, { ...noInstance, ...seen }).said).toEqual([]));

it('leaves it to Auto Scaling where that has said so', () => {
  const words = "'a/b' is not a valid tag key. Tag keys must match pattern";
  expect(judged(check, { ...failedLaunch(words), ...slashes }).said).toEqual([]);
});

it('is no matter of an instance that was launched', () => {
  expect(judged(check, slashes).said).toEqual([]);
});

it('says what it could not read', () => {
  expect(judged(check, { ...noInstance, launchTemplate: unread('x:Y') })).toMatchObject({ said: [], calls: ['x:Y'] });
});
