import { checks } from '../../checks/index.ts';
import type { Knowledge } from '../../core/diagnosis.ts';
import { reportedPaths } from '../../network/paths.ts';
import { remediations } from '../../remediations/index.ts';

/** Every check and every fix; the fixes that the deployment allows are those named in `fixes`: ids, `all` or `none`. */
export const knowledgeWith = (fixes: string): Knowledge => ({
  checks,
  remediations,
  deployedFixes: deployedFixes(fixes),
  paths: reportedPaths,
});

/** The ids that `fixes` names, of those that exist. */
export const deployedFixes = (fixes: string): readonly string[] => {
  const all = remediations.map(({ id }) => id);
  return fixes === 'all' ? all : fixes.split('+').filter((id) => all.includes(id));
};
