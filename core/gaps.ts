import type { Report } from './report.ts';

/** Checks that could not say anything for one and the same reason. */
export interface Gap {
  readonly because: string;
  readonly checks: readonly string[];
  /** The calls that would have told. */
  readonly calls: readonly string[];
}

/** What was not checked, by its reason: one lost access keeps many checks from speaking, and is told once. */
export const gapsOf = ({ notChecked }: Pick<Report, 'notChecked'>): Gap[] => {
  const gaps = new Map<string, { checks: Set<string>; calls: Set<string> }>();
  for (const { check, because, call } of notChecked) {
    // The topic that was wanted stands before the reason; the check says as much.
    const reason = because.replace(/^[a-z]\w*: /i, '');
    const gap = gaps.get(reason) ?? { checks: new Set(), calls: new Set() };
    gap.checks.add(check);
    gap.calls.add(call);
    gaps.set(reason, gap);
  }
  return [...gaps].map(([because, { checks, calls }]) => ({ because, checks: [...checks], calls: [...calls] }));
};
