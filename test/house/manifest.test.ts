import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { type Rule, rollcallRules } from '../../simulator/kubernetes/authorizer.ts';

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly namespace?: string };
  readonly rules?: readonly { apiGroups: string[]; resources: string[]; resourceNames?: string[]; verbs: string[] }[];
}

/** The rules of the manifest in the operations page, one for each group, resource and name. */
const granted = (): Omit<Rule, 'verbs'>[] => {
  const page = readFileSync('docs/operations.md', 'utf8');
  const [, manifest = ''] = /```yaml\n([^]*?)```/.exec(page) ?? [];
  return parseAllDocuments(manifest).flatMap((document) => {
    const { rules = [], metadata }: Manifest = document.toJS();
    return rules.flatMap(({ apiGroups, resources, resourceNames = [undefined], verbs }) =>
      apiGroups.flatMap((group) =>
        resources.flatMap((resource) =>
          resourceNames.map((name) => ({
            group,
            resource,
            verbs,
            ...(metadata.namespace && { namespace: metadata.namespace }),
            ...(name && { name }),
          })),
        ),
      ),
    );
  });
};

const sorted = (rules: readonly object[]): string[] =>
  rules.map((rule) => JSON.stringify(Object.entries(rule).sort(([a], [b]) => (a < b ? -1 : 1)))).sort();

it('the embedded API server grants Rollcall what the manifest in docs/operations.md grants, and only reading', () => {
  expect(sorted(granted())).toEqual(sorted(rollcallRules));
  expect(new Set(rollcallRules.flatMap(({ verbs }) => verbs))).toEqual(new Set(['get', 'list']));
});
