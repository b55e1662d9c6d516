import type { AnyCheck, Judgement } from './check.ts';
import type { Evidence } from './evidence.ts';
import { CERTAINTIES, type Certainty, type Finding } from './finding.ts';
import type { Stage } from './stages.ts';

/** A check that could not say anything, and why. `call` is the API operation that would have told. */
export interface NotChecked {
  readonly check: string;
  readonly stage: Stage;
  readonly because: string;
  readonly call: string;
}

/** What one check said of one piece of evidence. It passed when both lists are empty. */
export interface CheckResult {
  readonly check: string;
  readonly stage: Stage;
  readonly findings: readonly Finding[];
  readonly notChecked: readonly NotChecked[];
}

/**
 * Runs one check. An unknown need becomes *not checked*; the check's own error does too, so that one faulty check
 * cannot silence the others.
 */
export const runCheck = (check: AnyCheck, evidence: Evidence): CheckResult => {
  const { id, stage } = check;
  const blank = { check: id, stage, findings: [], notChecked: [] };
  for (const topic of check.needs) {
    const seen = evidence[topic];
    if (seen.state === 'unknown') {
      return {
        ...blank,
        notChecked: [{ check: id, stage, because: `${topic}: ${seen.says ?? seen.because}`, call: seen.call }],
      };
    }
  }
  let judgements: readonly Judgement[];
  try {
    judgements = check.judge(viewOf(check, evidence) as never);
  } catch (error) {
    const because = `the check itself failed: ${error instanceof Error ? error.message : String(error)}`;
    return { ...blank, notChecked: [{ check: id, stage, because, call: 'none' }] };
  }
  return {
    ...blank,
    findings: judgements.flatMap((said) => ('cause' in said ? [findingOf(check, said)] : [])),
    notChecked: judgements.flatMap((said) =>
      'notChecked' in said ? [{ check: id, stage, because: said.notChecked, call: said.call }] : [],
    ),
  };
};

/** Only the topics that the check named: needs as values, uses as observed. */
const viewOf = (check: AnyCheck, evidence: Evidence): Record<string, unknown> => {
  const view: Record<string, unknown> = {};
  for (const topic of check.needs) {
    const seen = evidence[topic];
    view[topic] = seen.state === 'known' ? seen.value : undefined;
  }
  for (const topic of check.uses) view[topic] = evidence[topic];
  return view;
};

const findingOf = (check: AnyCheck, said: Exclude<Judgement, { notChecked: string }>): Finding => {
  const meta = check.causes[said.cause];
  if (!meta) throw new TypeError(`check ${check.id} accuses of ${said.cause}, which it does not declare`);
  return {
    cause: said.cause,
    certainty: atMost(said.certainty, meta.atMost),
    stage: said.stage ?? check.stage,
    check: check.id,
    subject: said.subject,
    says: said.says,
    why: meta.why,
    facts: said.facts,
    evidence: said.evidence,
    umbrella: meta.umbrella ?? false,
    afterJoining: meta.afterJoining ?? false,
    fix: {
      remediation: meta.remediation ?? null,
      heals: said.heals ?? meta.heals,
      commands: said.commands,
      manual: meta.manual,
    },
    docs: meta.docs,
  };
};

/** The less sure of the two: what a check has not declared it must not say. */
const atMost = (said: Certainty, declared: Certainty | undefined): Certainty =>
  declared && CERTAINTIES.indexOf(said) < CERTAINTIES.indexOf(declared) ? declared : said;
