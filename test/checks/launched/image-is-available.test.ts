import { describe, expect, it } from 'vitest';
import check from '../../../checks/launched/image-is-available.ts';
import { healthyTopics, type Seen, unread } from '../../support/evidence.ts';
import { judged } from '../../support/judged.ts';
import { failedLaunch, noInstance } from '../../support/launched.ts';

const image = (state: string) => ({ image: { ...healthyTopics.image, state } });

describe('the image of a group without instances', () => {
  it.each<[string, Seen, string[]]>([
    ['is there', {}, []],
    ['is gone or private', { image: null }, ['ami-unavailable certain launched']],
    ['is disabled', image('disabled'), ['ami-unavailable certain launched']],
    ['failed', image('failed'), ['ami-unavailable certain launched']],
    ['is in the making', image('pending'), ['ami-unavailable likely launched']],
    ['is in no known state', image(''), []],
    ['is not named', { image: null, launchTemplate: { ...healthyTopics.launchTemplate, imageId: undefined } }, []],
  ])('%s', (_name, seen, expected) => expect(judged(check, { ...noInstance, ...seen }).said).toEqual(expected));
});

it('leaves it to Auto Scaling where that has said so', () => {
  expect(judged(check, { ...failedLaunch("The image id '[ami-0a]' does not exist"), image: null }).said).toEqual([]);
});

it('is no matter of an instance that was launched: images go when newer ones come', () => {
  expect(judged(check, { image: null }).said).toEqual([]);
});

it.each(['image', 'launchTemplate'])('says what it could not read: %s', (topic) => {
  expect(judged(check, { ...noInstance, [topic]: unread('x:Y') })).toMatchObject({ said: [], calls: ['x:Y'] });
});
