/** What a new check begins as: it compiles, it is formatted, and its tests fail. */
import type { CauseId } from '../../core/causes.ts';
import type { Stage } from '../../core/stages.ts';

export const checkText = (
  stage: Stage,
  id: string,
  cause: CauseId,
): string => `import { defineCheck } from '../../core/check.ts';

/** The page that says so, and what it says. */
export default defineCheck({
  id: '${id}',
  title: '',
  stage: '${stage}',
  needs: ['instance'],
  causes: {
    '${cause}': {
      why: '',
      heals: 'running',
      docs: [],
      atMost: 'suspect',
      manual: '',
    },
  },
  judge({ instance }) {
    if (!instance) return [];
    throw new Error('${id} is not written yet');
  },
});
`;

export const testText = (stage: Stage, id: string, cause: CauseId): string => `import { expect, it } from 'vitest';
import check from '../../../checks/${stage}/${id}.ts';
import { unread } from '../../support/evidence.ts';
import { judged } from '../../support/judged.ts';

it('passes on a healthy node', () => {
  expect(judged(check)).toMatchObject({ said: [], notChecked: [] });
});

it('finds each variant of the fault, with its certainty', () => {
  expect(judged(check, {}).said).toEqual(['${cause} suspect ${stage}']);
});

it('falls into none of the traps', () => {
  expect.fail('name the traps: what looks like ${cause} and is not');
});

it('says that it could not look', () => {
  expect(judged(check, { instance: unread('ec2:DescribeInstances') })).toMatchObject({
    said: [],
    calls: ['ec2:DescribeInstances'],
  });
});
`;

export const faultText = (
  stage: Stage,
  cause: CauseId,
): string => `/** What is broken, and how the embedded account shows it. */
import type { Faults } from './fault.ts';

export const ${variable(cause)}: Faults = {
  '${cause}': {
    cause: '${cause}',
    title: '',
    prevents: '${stage === 'ready' ? 'readiness' : 'registration'}',
    inject: () => {
      throw new Error('the fault ${cause} is not written yet');
    },
  },
};
`;

/** The registry of faults with one more file: imports stay in order. @throws Error where its shape is not known */
export const withFault = (registry: string, cause: CauseId): string => {
  const lines = registry.split('\n');
  const path = `./faults/${cause}.ts`;
  const pathOf = (line: string): string | undefined => /^import .* from '(\.\/faults\/[^']+)';$/.exec(line)?.[1];
  const after = lines.findLastIndex((line) => (pathOf(line) ?? '￿') < path);
  const first = lines.findIndex((line) => pathOf(line) !== undefined);
  const end = lines.findIndex((line, index) => line === '};' && (lines[index - 1] ?? '').startsWith('  ...'));
  if (first < 0 || end < 0) throw new Error('simulator/world/faults.ts is not as it was: register the fault by hand');
  lines.splice(end, 0, `  ...${variable(cause)},`);
  lines.splice(after < 0 ? first : after + 1, 0, `import { ${variable(cause)} } from '${path}';`);
  return lines.join('\n');
};

const variable = (slug: string): string =>
  `${slug.replaceAll(/-(\w)/g, (_all, letter: string) => letter.toUpperCase())}Faults`;
