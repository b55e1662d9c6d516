import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { findEntry, mayMatch, readAwsAuth } from '../../identity/aws-auth.ts';

const arn = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
const read = (mapRoles: string) => readAwsAuth({ mapRoles, keys: ['mapRoles'] });
const item = (name: string, indent = '') =>
  ['- rolearn: ', '  username: system:node:{{EC2PrivateDNSName}}', '  groups:', '    - system:nodes']
    .map((line, index) => `${indent}${line}${index === 0 ? arn(name) : ''}\n`)
    .join('');

describe('readAwsAuth reads what the authenticator reads', () => {
  it.each([
    ['block style', item('a') + item('b')],
    ['odd indentation', item('a', '     ') + item('b', '     ')],
    ['comments', `# nodes\n${item('a')}# more\n\n${item('b')}# end`],
    ['CRLF', (item('a') + item('b')).replaceAll('\n', '\r\n')],
    ['lone carriage returns', (item('a') + item('b')).replaceAll('\n', '\r')],
    ['flow style', `[{rolearn: "${arn('a')}", groups: [\n x\n ]}, {rolearn: '${arn('b')}'}]`],
    ['JSON', JSON.stringify([{ rolearn: arn('a') }, { rolearn: arn('b') }])],
    ['keys in any letter case', `- roleARN: ${arn('a')}\n- ROLEARN: ${arn('b')}\n`],
    ['anchors and merge keys', `- &n\n  rolearn: ${arn('a')}\n  username: u\n- <<: *n\n  rolearn: ${arn('b')}\n`],
    ['a tab before a value', `- rolearn:\t${arn('a')}\n- rolearn: ${arn('b')}\n`],
    ['a second document, which is broken', `${item('a')}${item('b')}---\n- [`],
    ['an entry without an ARN between', `${item('a')}- username: x\n${item('b')}`],
  ])('%s', (_, text) => {
    expect(read(text).roles.map((role) => role.arn)).toEqual([arn('a'), arn('b')]);
  });

  it('keeps place, user name and groups', () => {
    expect(read(`- username: x\n${item('a')}`).roles).toEqual([
      { index: 1, arn: arn('a'), username: 'system:node:{{EC2PrivateDNSName}}', groups: ['system:nodes'] },
    ]);
  });

  it('counts a value of the wrong type as empty', () => {
    const [entry] = read(`- rolearn: ${arn('a')}\n  username: 12\n  groups: system:nodes\n`).roles;
    expect(entry).toMatchObject({ username: '', groups: [] });
  });

  it.each(['', '  \n', '""', '``', '# only a comment', 'null', '[]'])(
    'takes %j for nothing, and for no problem',
    (text) => {
      expect(read(text)).toMatchObject({ roles: [], problems: [] });
    },
  );

  it('keeps leading zeros of account ids without quotes', () => {
    expect(readAwsAuth({ mapAccounts: '- 000123456789\n- "111122223333"\n', keys: [] }).accounts).toEqual([
      '000123456789',
      '111122223333',
    ]);
  });

  it('names keys that nobody reads', () => {
    const keys = ['mapRoles', 'maproles', 'mapRole', 'mapUser', 'mapaccounts', 'other', ''];
    expect(readAwsAuth({ keys }).misspelled).toEqual([
      { key: 'maproles', meant: 'mapRoles' },
      { key: 'mapRole', meant: 'mapRoles' },
      { key: 'mapUser', meant: 'mapUsers' },
      { key: 'mapaccounts', meant: 'mapAccounts' },
    ]);
  });
});

describe('readAwsAuth says what is lost', () => {
  it.each([
    ['a tab as indentation', `- rolearn: ${arn('a')}\n\tusername: x\n`, true],
    ['a key at the wrong depth', `- rolearn: ${arn('a')}\n username: x\n`, true],
    ['two colons', `- rolearn: x: y\n`, true],
    ['an unknown alias', '- *nodes\n', false],
    ['a bare template', '- rolearn: x\n  username: {{SessionName}}\n', false],
    ['brackets that end at the margin, as libyaml allows', '- rolearn: x\n  groups: [\n    a\n]\n', false],
    ['nesting without end', '['.repeat(20_000), false],
  ])('%s loses the whole key', (_, text, sure) => {
    const map = readAwsAuth({ mapRoles: text, mapUsers: '- userarn: arn:aws:iam::111122223333:user/u\n', keys: [] });
    expect(map.roles).toEqual([]);
    expect(map.users).toHaveLength(1);
    expect(map.problems).toMatchObject([{ key: 'mapRoles', kind: 'not-yaml', sure }]);
  });

  it.each([`rolearn: ${arn('a')}`, 'nodes', '7'])('%j is no list', (text) => {
    expect(read(text).problems).toMatchObject([{ kind: 'not-a-list', sure: true }]);
  });

  it('an entry without rolearn is dropped alone', () => {
    expect(read('- username: x\n  groups: [system:nodes]\n').problems).toMatchObject([
      { kind: 'no-arn', index: 0, groups: ['system:nodes'] },
    ]);
    expect(read('- just text\n').problems).toMatchObject([{ kind: 'no-arn', index: 0 }]);
  });

  it('a permission set instead of an ARN is no problem', () => {
    expect(read('- sso: {permissionSetName: x, accountID: "1"}\n')).toMatchObject({ roles: [], problems: [] });
  });

  it('never tells the text itself', () => {
    const { problems } = read('- rolearn: geheim: geheim\n- username: geheim\n');
    expect(JSON.stringify(problems)).not.toContain('geheim');
  });
});

describe('properties', () => {
  const entries = fc.array(
    fc.record({
      rolearn: fc.stringMatching(/^[\w:/-]{1,30}$/).map((text) => `arn:${text}`),
      username: fc.string(),
      groups: fc.array(fc.string(), { maxLength: 3 }),
    }),
    { maxLength: 5 },
  );

  it('never throws, and never finds an entry and loses the key at once', () => {
    const pieces = fc.constantFrom(
      '- ',
      'rolearn: ',
      'x',
      '\n',
      '\r\n',
      '\t',
      '  ',
      '[',
      ']',
      '{',
      '}',
      '&a',
      '*a',
      '"',
      "'",
      ': ',
      '|',
      '#',
      '!',
      '---\n',
      '<<: *a',
    );
    const texts = fc.oneof(
      fc.string(),
      fc.array(pieces, { maxLength: 25 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(texts, texts, texts, (mapRoles, mapUsers, mapAccounts) => {
        const map = readAwsAuth({ mapRoles, mapUsers, mapAccounts, keys: [mapRoles] });
        const lost = map.problems.some(({ key, kind }) => key === 'mapRoles' && kind !== 'no-arn');
        expect(lost && map.roles.length > 0).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it('reads back what was written, in block and in flow style', () => {
    fc.assert(
      fc.property(entries, fc.boolean(), fc.boolean(), (all, flow, crlf) => {
        const text = stringify(all, { version: '1.1', ...(flow ? { collectionStyle: 'flow' as const } : {}) });
        const values = all.flatMap((one) => [one.username, ...one.groups]);
        // Line ends inside of values are the values' own business.
        const lines = crlf && !values.some((value) => /[\r\n]/.test(value)) ? text.replaceAll('\n', '\r\n') : text;
        fc.pre(!values.some((value) => value.includes('\r')));
        const { roles, problems } = read(lines);
        expect(problems).toEqual([]);
        expect(roles.map(({ arn: rolearn, username, groups }) => ({ rolearn, username, groups }))).toEqual(all);
      }),
    );
  });

  it('the last of several entries counts, whatever the letter case', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 4 }), (names) => {
        const list = names.map((username, index) => ({
          index,
          arn: index % 2 ? arn('nodes').toUpperCase() : arn('Nodes'),
          username,
          groups: [],
        }));
        expect(findEntry(list, arn('nodes'))?.username).toBe(names.at(-1));
      }),
    );
  });
});

it('wildcards may match, and cost no time', () => {
  const entry = (text: string) => ({ index: 0, arn: text, username: '', groups: [] });
  expect(mayMatch(entry('arn:aws:iam::111122223333:role/No*'), arn('nodes'))).toBe(true);
  expect(mayMatch(entry('arn:aws:iam::111122223333:role/dev-*'), arn('nodes'))).toBe(false);
  expect(mayMatch(entry(arn('nodes')), arn('nodes'))).toBe(false);
  expect(mayMatch(entry(`${'a*'.repeat(40)}b`), 'a'.repeat(200))).toBe(false);
});
