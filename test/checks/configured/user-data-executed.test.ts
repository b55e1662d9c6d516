import { expect, it } from 'vitest';
import check from '../../../checks/configured/user-data-executed.ts';
import { decodeUserData } from '../../../userdata/index.ts';
import { bootstrap, findings, instance, on, said } from '../../support/configured.ts';
import { healthyTopics, unread } from '../../support/evidence.ts';

const CAUSE = 'userdata-not-executed';
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const CALL = '/etc/eks/bootstrap.sh prod-eu\n';
const formless = decodeUserData(base64(CALL));
const encodedTwice = decodeUserData(base64(base64(`#!/bin/bash\n${CALL}`)));

it.each([
  `#!/bin/bash\n${CALL}`,
  `#cloud-config\nruncmd:\n- ${CALL}`,
  '#include\nhttps://example.com/a',
  '#cloud-boothook\n',
])('%j is of a form that cloud-init knows', (text) => {
  expect(said(check, { ...on.al2, userData: decodeUserData(base64(text)) })).toEqual([]);
});

it('a script without its first line is likely never run', () => {
  for (const seen of [on.al2, on.ubuntu])
    expect(said(check, { ...seen, userData: formless })).toEqual([`${CAUSE} likely`]);
  expect(findings(check, { ...on.al2, userData: formless })).toMatchObject([
    { stage: 'configured', facts: { flavour: 'unreadable', base64Layers: 1 } },
  ]);
});

it('a script that is encoded twice is likely never run by Amazon Linux 2', () => {
  expect(said(check, { ...on.al2, userData: encodedTwice })).toEqual([`${CAUSE} likely`]);
  expect(said(check, { ...on.ubuntu, userData: encodedTwice })).toEqual([]);
  expect(said(check, { userData: encodedTwice })).toEqual([]);
});

it("may be read by a program of an image of one's own", () => {
  const image = { ...healthyTopics.image, name: 'amazon-eks-node-1.30-v20251101', ownerId: '111122223333' };
  expect(said(check, { nodeGroup: null, image, userData: formless })).toEqual([`${CAUSE} suspect`]);
});

it('is not the business of other systems', () => {
  for (const seen of [{}, on.al2023, on.bottlerocket, on.windows, on.foreign]) {
    expect(said(check, { ...seen, userData: formless })).toEqual([]);
  }
  expect(said(check, { ...on.al2, userData: bootstrap() })).toEqual([]);
  expect(said(check, { ...on.al2, userData: formless, instance: instance({ serviceManaged: true }) })).toEqual([]);
  expect(said(check, { userData: unread('ec2:DescribeInstanceAttribute') })).toEqual(['not checked']);
});
