import { expect, it } from 'vitest';
import check from '../../../checks/launched/template-profile-exists.ts';
import { healthyTopics, unread } from '../../support/evidence.ts';
import { judged } from '../../support/judged.ts';
import { failedLaunch, noInstance } from '../../support/launched.ts';

it('proves that nothing can be launched with a profile that does not exist', () => {
  expect(judged(check, { ...noInstance, instanceProfile: null }).said).toEqual([
    'node-role-or-profile-deleted certain launched',
  ]);
});

it('is silent about a profile that is there, and where the template names none', () => {
  expect(judged(check, noInstance).said).toEqual([]);
  const launchTemplate = { ...healthyTopics.launchTemplate, instanceProfile: undefined };
  expect(judged(check, { ...noInstance, launchTemplate, instanceProfile: null }).said).toEqual([]);
});

it('leaves it to Auto Scaling where that has said so', () => {
  expect(judged(check, { ...failedLaunch('Invalid IAM Instance Profile name'), instanceProfile: null }).said).toEqual(
    [],
  );
});

it('is no matter of an instance that was launched: another check tells of that', () => {
  expect(judged(check, { instanceProfile: null }).said).toEqual([]);
});

it.each(['instanceProfile', 'launchTemplate'])('says what it could not read: %s', (topic) => {
  expect(judged(check, { ...noInstance, [topic]: unread('x:Y') })).toMatchObject({ said: [], calls: ['x:Y'] });
});
