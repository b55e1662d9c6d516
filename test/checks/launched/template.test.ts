import { describe, expect, it } from 'vitest';
import imageFits from '../../../checks/launched/image-fits-instance-type.ts';
import imageAvailable from '../../../checks/launched/image-is-available.ts';
import templateExists from '../../../checks/launched/launch-template-exists.ts';
import profileExists from '../../../checks/launched/template-profile-exists.ts';
import tagsFit from '../../../checks/launched/template-tags-fit-metadata.ts';
import { absent } from '../../../core/observed.ts';
import { healthyTopics, type Seen, unread } from '../../support/evidence.ts';
import { judged } from '../../support/judged.ts';
import { failedLaunch, noInstance } from '../../support/launched.ts';

const checks = [imageAvailable, imageFits, templateExists, profileExists, tagsFit];
const all = (seen: Seen) => checks.flatMap((check) => judged(check, seen).said);
const image = (change: object) => ({ image: { ...healthyTopics.image, ...change } });
const template = (change: object) => ({ launchTemplate: { ...healthyTopics.launchTemplate, ...change } });
const slashes = template({ imdsTags: 'enabled', tagKeys: ['kubernetes.io/cluster/prod-eu', 'Name'] });

describe('what a group launches from', () => {
  it.each<[string, Seen, string[]]>([
    ['all is well', {}, []],
    ['an image for another processor', image({ architecture: 'x86_64' }), ['ami-arch-mismatch certain launched']],
    ['an image of unknown architecture', image({ architecture: '' }), []],
    ['a type of unknown architecture', { instanceType: { ...healthyTopics.instanceType, architectures: [] } }, []],
    ['a type that does not exist', { instanceType: null }, []],
    ['no image', { image: null }, ['ami-unavailable certain launched']],
    ['a disabled image', image({ state: 'disabled' }), ['ami-unavailable certain launched']],
    ['an image in the making', image({ state: 'pending' }), ['ami-unavailable likely launched']],
    ['a template that names no image', { ...template({ imageId: undefined }), image: null }, []],
    [
      'no template',
      { launchTemplate: absent('ec2:DescribeLaunchTemplateVersions') },
      ['launch-template-missing-or-drifted certain launched'],
    ],
    ['an old launch configuration', { launchTemplate: absent('autoscaling:DescribeAutoScalingGroups') }, []],
    ['no profile', { instanceProfile: null }, ['node-role-or-profile-deleted certain launched']],
    ['a template without a profile', { ...template({ instanceProfile: undefined }), instanceProfile: null }, []],
    ['tags with slashes in the metadata', slashes, ['imds-tags-slash suspect launched']],
    ['tags with slashes', template({ tagKeys: ['a/b'] }), []],
  ])('%s', (_name, seen, expected) => expect(all({ ...noInstance, ...seen })).toEqual(expected));
});

it.each<[string, Seen]>([
  [
    "architecture 'arm64' of the specified instance type does not match the architecture",
    image({ architecture: 'i386' }),
  ],
  ["The image id '[ami-0a]' does not exist", { image: null }],
  ['InvalidLaunchTemplateId.NotFound', { launchTemplate: absent('ec2:DescribeLaunchTemplateVersions') }],
  ['Invalid IAM Instance Profile name', { instanceProfile: null }],
  ['is not a valid tag key. Tag keys must match pattern', slashes],
])('is not told again after Auto Scaling has said: %s', (message, seen) =>
  expect(all({ ...failedLaunch(message), ...seen })).toEqual([]),
);

it('is no matter of an instance that was launched', () => {
  const gone = { image: null, launchTemplate: absent('ec2:DescribeLaunchTemplateVersions'), instanceProfile: null };
  expect(all(gone)).toEqual([]);
  expect(all({ ...image({ architecture: 'x86_64' }), ...slashes })).toEqual([]);
});

it.each([
  [imageAvailable, 'image'],
  [imageFits, 'image'],
  [imageFits, 'instanceType'],
  [templateExists, 'launchTemplate'],
  [profileExists, 'instanceProfile'],
  [tagsFit, 'launchTemplate'],
] as const)('%o says what it could not read: %s', (check, topic) => {
  const { said, calls } = judged(check, { ...noInstance, [topic]: unread('x:Y') });
  expect([said, calls]).toEqual([[], ['x:Y']]);
});
