import { expect, it } from 'vitest';
import { checks } from '../../../checks/index.ts';

const causes = checks
  .filter(({ stage }) => stage === 'configured')
  .flatMap(({ id, causes: metas }) =>
    Object.entries(metas).map(([cause, meta]) => ({ name: `${id}: ${cause}`, meta })),
  );

it.each(causes)('$name tells how sure it ever gets and what a person does', ({ meta }) => {
  expect(meta.atMost).toMatch(/^(?:certain|likely|suspect)$/);
  expect(meta.manual).toMatch(/\S/);
});
