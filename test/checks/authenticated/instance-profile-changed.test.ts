import { describe, expect, it } from 'vitest';
import check from '../../../checks/authenticated/node-role-is-mapped.ts';
import { healthyTopics, type Seen, unread } from '../../support/evidence.ts';
import { runningAs } from '../../support/identity.ts';
import { judged } from '../../support/judged.ts';

const DEBUG = 'arn:aws:iam::111122223333:instance-profile/debug';
const associated = (since: string) => ({ profileAssociation: { profileArn: DEBUG, state: 'associated', since } });
const LATER = associated('2026-11-24T08:10:00.000Z');
/** The instance runs as a role that nothing maps, with the profile `debug`. */
const other: Seen = {
  ...runningAs('arn:aws:iam::111122223333:role/debug'),
  instance: { ...healthyTopics.instance, instanceProfileArn: DEBUG },
  accessEntry: null,
};

describe('an unmapped role that the instance was given after its launch', () => {
  it('is named as such, and no fix is offered', () => {
    const { findings, said } = judged(check, { ...other, ...LATER });
    expect(said).toEqual(['instance-profile-changed certain authenticated']);
    expect(findings[0]?.fix.remediation).toBeNull();
    expect(findings[0]?.facts).toMatchObject({ expected: 'prod-eu-node', since: '2026-11-24T08:10:00.000Z' });
  });

  it('also where only the node group names another role', () => {
    const seen = { ...other, ...LATER, launchTemplate: null, nodeGroup: healthyTopics.nodeGroup };
    expect(judged(check, seen).said).toEqual(['instance-profile-changed certain authenticated']);
  });
});

describe('an unmapped role', () => {
  const unmapped = ['auth-role-unmapped certain authenticated'];
  it.each<[string, Seen]>([
    ['that the instance has had since its launch', associated('2026-11-24T08:00:20.000Z')],
    [
      'of the very profile that the template names',
      { ...LATER, launchTemplate: { ...healthyTopics.launchTemplate, instanceProfile: DEBUG } },
    ],
    ['where nothing names another', { ...LATER, launchTemplate: null }],
  ])('%s stays one', (_name, seen) => expect(judged(check, { ...other, ...seen }).said).toEqual(unmapped));

  it('is not certain to be the right one where nobody knows since when it is there', () => {
    const profileAssociation = unread('ec2:DescribeIamInstanceProfileAssociations');
    expect(judged(check, { ...other, profileAssociation }).said).toEqual(['auth-role-unmapped likely authenticated']);
  });
});
