import type { AnyCheck } from '../../core/check.ts';
import { runCheck } from '../../core/judge.ts';
import { evidence, type Seen } from './evidence.ts';

/** What a check says of evidence that is healthy but for `overrides`. */
export const judged = (check: AnyCheck, overrides: Seen = {}) => {
  const { findings, notChecked } = runCheck(check, evidence(overrides));
  return {
    findings,
    notChecked,
    /** Cause, certainty and stage of each finding, such as `awsauth-path-arn certain authenticated`. */
    said: findings.map(({ cause, certainty, stage }) => `${cause} ${certainty} ${stage}`),
    calls: notChecked.map(({ call }) => call),
  };
};
