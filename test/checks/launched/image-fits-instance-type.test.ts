import { describe, expect, it } from 'vitest';
import check from '../../../checks/launched/image-fits-instance-type.ts';
import { healthyTopics, type Seen, unread } from '../../support/evidence.ts';
import { judged } from '../../support/judged.ts';
import { failedLaunch, noInstance } from '../../support/launched.ts';

const image = (architecture: string) => ({ image: { ...healthyTopics.image, architecture } });

describe('the image of a group without instances', () => {
  it('that is made for another processor cannot start', () => {
    const { findings, said } = judged(check, { ...noInstance, ...image('x86_64') });
    expect(said).toEqual(['ami-arch-mismatch certain launched']);
    expect(findings[0]?.facts).toMatchObject({ architecture: 'x86_64', supported: ['arm64'] });
  });

  it.each<[string, Seen]>([
    ['that fits', {}],
    ['of unknown architecture', image('')],
    [
      'for a type of unknown architecture',
      { ...image('x86_64'), instanceType: { ...healthyTopics.instanceType, architectures: [] } },
    ],
    [
      'for a type of two architectures',
      { ...image('i386'), instanceType: { ...healthyTopics.instanceType, architectures: ['i386', 'x86_64'] } },
    ],
    ['for a type that does not exist', { instanceType: null }],
    ['that is gone', { image: null }],
  ])('%s: nothing', (_name, seen) => expect(judged(check, { ...noInstance, ...seen }).said).toEqual([]));
});

it('leaves it to Auto Scaling where that has said so', () => {
  const words = "The architecture 'arm64' of the specified instance type does not match the architecture 'x86_64'";
  expect(judged(check, { ...failedLaunch(words), ...image('x86_64') }).said).toEqual([]);
});

it('is no matter of an instance that was launched', () => {
  expect(judged(check, image('x86_64')).said).toEqual([]);
});

it.each(['image', 'instanceType'])('says what it could not read: %s', (topic) => {
  expect(judged(check, { ...noInstance, [topic]: unread('x:Y') })).toMatchObject({ said: [], calls: ['x:Y'] });
});
