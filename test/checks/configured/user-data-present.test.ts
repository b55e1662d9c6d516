import { describe, expect, it } from 'vitest';
import check from '../../../checks/configured/user-data-present.ts';
import { bootstrap, customGroup, findings, instance, on, said, userData } from '../../support/configured.ts';
import { unread } from '../../support/evidence.ts';

const shell = userData({ flavour: 'shell', clusterName: undefined, problems: [{ kind: 'no-nodeconfig', says: 'x' }] });
const empty = userData({ flavour: 'empty', parts: [] });

describe('user data', () => {
  it('that bootstraps is healthy', () => {
    for (const seen of [{}, { ...on.al2, userData: bootstrap() }, { ...on.ubuntu, userData: bootstrap() }]) {
      expect(said(check, seen)).toEqual([]);
    }
  });

  it.each([null, empty])('is certainly missing on images that AWS publishes (%#)', (none) => {
    for (const seen of [on.al2, on.al2023, on.bottlerocket, on.windows, on.ubuntu]) {
      expect(said(check, { ...seen, userData: none })).toEqual(['userdata-missing certain']);
    }
  });

  it("may be baked into an image of one's own", () => {
    for (const seen of [on.golden, on.foreign]) {
      expect(said(check, { ...seen, userData: null })).toEqual(['userdata-missing suspect']);
    }
    expect(said(check, { image: unread('ec2:DescribeImages'), nodeGroup: null, userData: null })).toEqual([
      'userdata-missing suspect',
    ]);
  });

  it('missing in a managed group with its own image has a name of its own', () => {
    expect(said(check, { ...on.al2023, nodeGroup: customGroup, userData: null })).toEqual([
      'mng-custom-ami-no-bootstrap certain',
    ]);
    expect(said(check, { ...on.foreign, nodeGroup: customGroup, userData: null })).toEqual([
      'mng-custom-ami-no-bootstrap likely',
    ]);
  });

  it('that never bootstraps is likely, and less where a script may do it', () => {
    expect(said(check, { ...on.al2, userData: shell })).toEqual(['userdata-missing likely']);
    expect(said(check, { ...on.al2023, userData: shell })).toEqual(['userdata-missing likely']);
    expect(said(check, { ...on.al2, userData: userData() })).toEqual(['userdata-missing likely']);
    expect(said(check, { ...on.al2023, userData: { ...shell, configuresElsewhere: true } })).toEqual([
      'userdata-missing suspect',
    ]);
    expect(said(check, { ...on.golden, userData: shell })).toEqual(['userdata-missing suspect']);
    expect(said(check, { ...on.foreign, userData: shell })).toEqual([]);
  });

  it('of no form that anything runs is likely missing on AL2023, and another cause elsewhere', () => {
    const formless = userData({ flavour: 'unreadable', problems: [{ kind: 'nothing-runs-it', says: 'x' }] });
    expect(said(check, { ...on.al2023, userData: formless })).toEqual(['userdata-missing likely']);
    expect(said(check, { ...on.golden, userData: formless })).toEqual(['userdata-missing suspect']);
    for (const seen of [on.al2, on.ubuntu, on.bottlerocket]) {
      expect(said(check, { ...seen, userData: formless })).toEqual([]);
    }
  });

  it('may be baked into an image that somebody else gave the name of a published one', () => {
    const image = { ...on.al2023.image, ownerId: '999988887777' };
    expect(said(check, { nodeGroup: null, image, userData: null })).toEqual(['userdata-missing suspect']);
  });

  it('is counted by its launch template', () => {
    const tags = { 'aws:ec2launchtemplate:id': 'lt-0a', 'aws:autoscaling:groupName': 'workers' };
    expect(findings(check, { ...on.al2023, userData: null, instance: instance({ tags }) })).toMatchObject([
      {
        stage: 'configured',
        subject: { kind: 'launch-template', id: 'lt-0a' },
        facts: { platform: 'al2023', publishedImage: true },
      },
    ]);
  });

  it('of Auto Mode is not ours to judge', () => {
    expect(said(check, { userData: null, instance: instance({ serviceManaged: true }) })).toEqual([]);
  });

  it('that could not be read is not missing', () => {
    expect(said(check, { userData: unread('ec2:DescribeInstanceAttribute') })).toEqual(['not checked']);
  });
});
