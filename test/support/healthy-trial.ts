/** One healthy world, looked at twice: and what is said of it, which ought to be nothing. */
import { checks } from '../../checks/index.ts';
import { type Collected, diagnose } from '../../core/diagnosis.ts';
import type { Finding } from '../../core/finding.ts';
import { type Assessment, assess } from '../../core/verdict.ts';
import { knowledgeWith } from '../../handlers/parts/knowledge.ts';
import { startAccount } from '../../simulator/account.ts';
import type { HealthyWorld } from '../../simulator/world/healthy/index.ts';
import { collectFrom } from './collect.ts';

const USUAL_SECONDS = 180;

/** Time passes in steps: who waits for one another takes one step each. */
const STEP = 30;

/** What one look found, as a person would read it. */
export interface HealthyLook {
  readonly verdict: Assessment['verdict'];
  /** Causes and warnings above suspect, which no healthy world may have. */
  readonly accused: readonly string[];
  readonly suspected: readonly string[];
  /** Why nobody is alerted, if the world says so itself. */
  readonly silent: string | null;
}

/** The look at the launch, and the look when the node must be Ready. */
export interface HealthyOutcome {
  readonly name: string;
  readonly early: HealthyLook;
  readonly late: HealthyLook;
  /** What is wrong with either; empty where Rollcall rightly says nothing. */
  readonly wrong: readonly string[];
}

/** Judges one healthy world at its launch and after joining, by real evidence over HTTP. */
export const judgeHealthy = async ({
  name,
  world,
  readyBy = USUAL_SECONDS,
  neverJoins,
}: HealthyWorld): Promise<HealthyOutcome> => {
  const account = await startAccount(world());
  try {
    const early = lookAt(await collectFrom(account));
    for (let at = 0; at < readyBy; at += STEP) account.advance(Math.min(STEP, readyBy - at));
    const late = lookAt(await collectFrom(account));
    return { name, early, late, wrong: neverJoins ? wrongOfStaying([early, late]) : wrongOfJoining(early, late) };
  } finally {
    await account.close();
  }
};

const lookAt = (collected: Collected): HealthyLook => {
  const { verdict, causes, warnings } = assess(collected.evidence, collected.target, checks);
  const found = [...causes, ...warnings];
  return {
    verdict,
    accused: found.filter(({ certainty }) => certainty !== 'suspect').map(tell),
    suspected: found.filter(({ certainty }) => certainty === 'suspect').map(tell),
    silent: diagnose(collected, knowledgeWith('all')).silent,
  };
};

const tell = ({ certainty, cause, check, says }: Finding): string => `${certainty} ${cause} (${check}): ${says}`;

/** A node that may still join is at most suspected of something; one that has joined, of nothing. */
const wrongOfJoining = (early: HealthyLook, late: HealthyLook): string[] => [
  ...early.accused.map((says) => `at its launch: ${says}`),
  ...[...late.accused, ...late.suspected].map((says) => `after joining: ${says}`),
  ...(late.verdict === 'joined' ? [] : [`after joining the verdict is ${late.verdict}`]),
];

const wrongOfStaying = (looks: readonly HealthyLook[]): string[] =>
  looks.flatMap(({ accused, suspected, silent }) => [
    ...accused,
    ...suspected,
    ...(silent === null ? ['somebody would be alerted'] : []),
  ]);
