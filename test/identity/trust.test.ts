import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PolicyDocument, PolicyStatement } from '../../core/evidence.ts';
import { canAssume, trustCommand } from '../../identity/trust.ts';

const ec2 = {
  services: ['ec2.amazonaws.com'],
  context: { 'aws:SourceAccount': '111122223333', 'aws:SourceArn': 'arn:aws:eks:eu-central-1:111122223333:cluster/c' },
};
const allow: PolicyStatement = {
  Effect: 'Allow',
  Principal: { Service: 'ec2.amazonaws.com' },
  Action: 'sts:AssumeRole',
};
const ask = (...Statement: PolicyStatement[]) => canAssume({ Version: '2012-10-17', Statement }, ec2);
const when = (Condition: PolicyStatement['Condition']) => ask({ ...allow, Condition });

describe('canAssume', () => {
  it.each<[string, PolicyStatement]>([
    ['a plain statement', allow],
    [
      'lists',
      {
        ...allow,
        Principal: { Service: ['eks.amazonaws.com', 'ec2.amazonaws.com'] },
        Action: ['sts:TagSession', 'sts:AssumeRole'],
      },
    ],
    ['wildcards and letter case in actions', { ...allow, Action: 'STS:Assume*' }],
    ['NotAction of something else', { Effect: 'Allow', Principal: allow.Principal, NotAction: 'sts:TagSession' }],
    [
      'a condition on the account that holds',
      { ...allow, Condition: { StringEquals: { 'AWS:sourceaccount': '111122223333' } } },
    ],
    [
      'a pattern for the source that holds',
      { ...allow, Condition: { ArnLike: { 'aws:SourceArn': ['x', 'arn:aws:eks:*:111122223333:cluster/*'] } } },
    ],
  ])('%s: yes', (_, statement) => expect(ask(statement)).toBe('yes'));

  it.each<[string, PolicyStatement]>([
    ['another service', { ...allow, Principal: { Service: 'eks.amazonaws.com' } }],
    ['an account instead of a service', { ...allow, Principal: { AWS: 'arn:aws:iam::111122223333:root' } }],
    ['another action', { ...allow, Action: 'sts:AssumeRoleWithWebIdentity' }],
    ['the spelling for China', { ...allow, Principal: { Service: 'ec2.amazonaws.com.cn' } }],
    [
      'a condition on another account',
      { ...allow, Condition: { StringEquals: { 'aws:SourceAccount': '999999999999' } } },
    ],
  ])('%s: no', (_, statement) => expect(ask(statement)).toBe('no'));

  it('a Deny wins, wherever it stands', () => {
    const deny = { ...allow, Effect: 'Deny' };
    expect(ask(allow, deny)).toBe('no');
    expect(ask(deny, allow)).toBe('no');
    expect(ask(allow, { ...deny, Condition: { StringEquals: { 'aws:SourceAccount': '999999999999' } } })).toBe('yes');
    expect(ask(allow, { ...deny, Condition: { Bool: { 'aws:SecureTransport': 'false' } } })).toBe('cannot-tell');
  });

  it('does not guess', () => {
    expect(when({ StringEquals: { 'aws:PrincipalOrgID': 'o-1' } })).toBe('cannot-tell');
    expect(when({ StringNotEquals: { 'aws:SourceAccount': '111122223333' } })).toBe('cannot-tell');
    expect(ask({ Effect: 'Allow', NotPrincipal: { AWS: 'x' }, Action: 'sts:AssumeRole' })).toBe('cannot-tell');
    expect(ask({ ...allow, Principal: '*' })).toBe('cannot-tell');
    expect(ask({ ...allow, Principal: { Service: 'ec2.eu-central-1.amazonaws.com' } })).toBe('cannot-tell');
  });

  it('says no to an empty policy and takes one statement without a list', () => {
    expect(canAssume({}, ec2)).toBe('no');
    expect(canAssume({ Statement: allow }, ec2)).toBe('yes');
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const answers = [
          value,
          { Statement: value },
          { Statement: [{ ...allow, Principal: value, Condition: value }] },
        ];
        for (const document of answers) {
          expect(['yes', 'no', 'cannot-tell']).toContain(canAssume((document ?? {}) as PolicyDocument, ec2));
        }
      }),
    );
  });
});

describe('trustCommand', () => {
  it('keeps what is there', () => {
    const other = { ...allow, Principal: { AWS: "arn:aws:iam::111122223333:role/o'neill" } };
    const [line = ''] = trustCommand({ name: 'nodes', trust: { Statement: other } }, 'ec2.amazonaws.com');
    const document = JSON.parse(line.slice(line.indexOf("'") + 1, -1).replaceAll(String.raw`'\''`, "'"));
    expect(line).toContain('--role-name nodes');
    expect(document.Statement).toEqual([other, { ...allow, Principal: { Service: 'ec2.amazonaws.com' } }]);
  });

  it('does not work around a Deny', () => {
    expect(trustCommand({ name: 'nodes', trust: { Statement: [{ ...allow, Effect: 'Deny' }] } }, 'x')).toEqual([]);
  });
});
