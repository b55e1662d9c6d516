import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  accountOf,
  canonicalRoleArn,
  hasPath,
  managedPolicyArn,
  nameOf,
  parseArn,
  principalOf,
} from '../../identity/arn.ts';

const name = fc.stringMatching(/^[\w+=,.@-]{1,64}$/);
const path = fc.array(fc.stringMatching(/^[a-z0-9.-]{1,12}$/), { maxLength: 4 });
const partition = fc.constantFrom('aws', 'aws-cn', 'aws-us-gov');
const account = fc.stringMatching(/^\d{12}$/);

describe('canonicalRoleArn', () => {
  it('takes the path off a role, whatever it is', () => {
    fc.assert(
      fc.property(partition, account, path, name, (p, a, dirs, n) => {
        const canonical = canonicalRoleArn(`arn:${p}:iam::${a}:role/${[...dirs, n].join('/')}`);
        expect(canonical).toBe(`arn:${p}:iam::${a}:role/${n}`);
        expect(canonicalRoleArn(canonical)).toBe(canonical);
        expect(hasPath(canonical)).toBe(false);
      }),
    );
  });

  it('turns a session into its role', () => {
    fc.assert(
      fc.property(partition, account, name, name, (p, a, n, session) => {
        expect(canonicalRoleArn(`arn:${p}:sts::${a}:assumed-role/${n}/${session}`)).toBe(
          `arn:${p}:iam::${a}:role/${n}`,
        );
      }),
    );
  });

  it.each([
    'arn:aws:iam::111122223333:user/team/anna',
    'arn:aws:iam::111122223333:root',
    'arn:aws:iam::111122223333:instance-profile/nodes',
    'arn:aws:sts::111122223333:assumed-role/nodes',
    'nodes',
    '',
  ])('leaves %s as it is', (arn) => {
    expect(canonicalRoleArn(arn)).toBe(arn);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(typeof canonicalRoleArn(text)).toBe('string');
      }),
    );
  });
});

describe('principalOf', () => {
  it.each([
    ['arn:aws:iam::111122223333:role/a/b', 'role'],
    ['arn:aws:iam::111122223333:instance-profile/a', 'instance-profile'],
    ['arn:aws:sts::111122223333:assumed-role/a/i-1', 'assumed-role'],
    ['arn:aws:sts::111122223333:federated-user/a', 'other'],
    ['arn:aws:iam::111122223333:user/a', 'user'],
    ['arn:aws:iam::111122223333:root', 'root'],
    ['arn:aws:ec2:eu-central-1:111122223333:instance/i-1', 'other'],
    ['rolearn', 'other'],
  ])('%s is %s', (arn, kind) => expect(principalOf(arn)).toBe(kind));
});

it('reads names, accounts and partitions', () => {
  expect(nameOf('arn:aws:iam::111122223333:role/team/a/nodes')).toBe('nodes');
  expect(nameOf('nodes')).toBe('nodes');
  expect(accountOf('arn:aws-cn:iam::111122223333:role/nodes')).toBe('111122223333');
  expect(accountOf('arn:aws:s3:::bucket')).toBeUndefined();
  expect(parseArn('arn:aws:iam')).toBeUndefined();
  expect(managedPolicyArn('AmazonEKS_CNI_Policy', 'arn:aws-us-gov:iam::111122223333:role/nodes')).toBe(
    'arn:aws-us-gov:iam::aws:policy/AmazonEKS_CNI_Policy',
  );
});
