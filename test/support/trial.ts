/** One world, one or two faults, one diagnosis: and whether it is right. */
import { checks } from '../../checks/index.ts';
import type { Finding } from '../../core/finding.ts';
import { type Assessment, assess, type Verdict } from '../../core/verdict.ts';
import { startAccount } from '../../simulator/account.ts';
import { alsoTrue, alsoTrueTogether, notNamed, notNamedTogether } from '../../simulator/world/faults/also-true.ts';
import { type Fault, faults } from '../../simulator/world/faults.ts';
import { type HealthyOptions, healthyWorld } from '../../simulator/world/healthy.ts';
import type { World } from '../../simulator/world/types.ts';
import { collectFrom } from './collect.ts';
import { variedWorlds } from './worlds.ts';

/** What is tried: none, one or two faults in one world, looked at so many seconds after the launch. */
export interface Trial {
  /** Which of the varied worlds. */
  readonly world: number;
  /** Ids of faults, in the order in which they are injected. */
  readonly faults: readonly string[];
  readonly seconds: number;
}

/** What came of a trial. Plain JSON. */
export interface Outcome {
  readonly trial: Trial;
  readonly verdict: Verdict;
  /** The cause named first, or the first warning where there is none. */
  readonly first: { readonly cause: string; readonly certainty: string } | null;
  readonly calls: number;
  /** Dependent rounds, counted by the account; 0 where they were not. */
  readonly rounds: number;
  /** What is wrong with the diagnosis; empty where it is right. */
  readonly wrong: readonly string[];
}

/** Seconds after which a healthy node is Ready and a sick one has failed. */
export const JOINED = 130;

/** Runs one trial. @throws RangeError where a fault means nothing in the world */
export const runTrial = async (trial: Trial, { countRounds = false } = {}): Promise<Outcome> => {
  const account = await startAccount(worldOf(trial));
  try {
    account.advance(trial.seconds);
    const rounds = countRounds ? account.countRounds() : undefined;
    const { evidence, target } = await collectFrom(account);
    rounds?.stop();
    const assessment = assess(evidence, target, checks);
    const joined = account.world.instances[0]?.boot.readyAt !== undefined;
    const [first] = [...assessment.causes, ...assessment.warnings];
    return {
      trial,
      verdict: assessment.verdict,
      first: first ? { cause: first.cause, certainty: first.certainty } : null,
      calls: account.calls.length,
      rounds: rounds?.count ?? 0,
      wrong: wrongIn(trial, assessment, { joined, lockedOut: evidence.awsAuth.state === 'unknown' }),
    };
  } finally {
    await account.close();
  }
};

/** The first world in which a fault means something. */
export const single = (id: string, seconds = JOINED): Trial | undefined => everywhere(id, seconds).at(0);

/** A fault in every world in which it means something. */
export const everywhere = (id: string, seconds = JOINED): Trial[] =>
  variedWorlds.flatMap((options, world) =>
    applies(faultOf(id), healthyWorld(options)) ? [{ world, faults: [id], seconds }] : [],
  );

/** All pairs of faults of two causes. */
export const allPairs = (): (readonly [string, string])[] => {
  const ids = Object.keys(faults);
  return ids.flatMap((one, index) =>
    ids
      .slice(index + 1)
      .flatMap((other) => (faultOf(one).cause === faultOf(other).cause ? [] : [[one, other] as const])),
  );
};

/**
 * A pair in one world in which both apply, the second still applies after the first was injected, and changes something.
 * `turn` chooses where the search begins, so that many pairs spread over the worlds.
 */
export const pairUp = ([one, other]: readonly [string, string], turn: number): Trial | undefined => {
  for (let step = 0; step < variedWorlds.length; step += 1) {
    const world = (turn + step) % variedWorlds.length;
    for (const ids of [
      [one, other],
      [other, one],
    ]) {
      const trial = { world, faults: ids, seconds: JOINED };
      if (areBothThere(trial)) return trial;
    }
  }
  return undefined;
};

const faultOf = (id: string): Fault => {
  const fault = faults[id];
  if (!fault) throw new RangeError(`no fault ${id}`);
  return fault;
};

const optionsOf = (index: number): Partial<HealthyOptions> => {
  const options = variedWorlds[index];
  if (!options) throw new RangeError(`no world ${index}`);
  return options;
};

const worldOf = (trial: Trial): World => {
  const world = healthyWorld(optionsOf(trial.world));
  for (const fault of trial.faults.map(faultOf)) {
    if (!applies(fault, world)) throw new RangeError(`${fault.cause} means nothing in this world`);
    fault.inject(world);
  }
  return world;
};

/** A fault that finds no longer what it breaks does not apply either. */
const applies = ({ appliesTo }: Fault, world: World): boolean => {
  try {
    return appliesTo?.(world) ?? true;
  } catch {
    return false;
  }
};

const areBothThere = (trial: Trial): boolean => {
  const world = healthyWorld(optionsOf(trial.world));
  const [one, other] = trial.faults.map(faultOf);
  if (!one || !other || !applies(one, world) || !applies(other, world)) return false;
  try {
    one.inject(world);
    if (!applies(other, world)) return false;
    const before = JSON.stringify(world);
    other.inject(world);
    return JSON.stringify(world) !== before;
  } catch {
    return false;
  }
};

/** What is said against a diagnosis: a wrong certain cause is the worst; then one that does not name the fault first. */
const wrongIn = (
  { faults: ids, seconds }: Trial,
  { verdict, causes, warnings, notChecked }: Assessment,
  { joined, lockedOut }: { joined: boolean; lockedOut: boolean },
): string[] => {
  const injected = ids.map(faultOf);
  const right = injected.flatMap(({ cause }) => [cause, ...(alsoTrue[cause] ?? []), ...together(cause, injected)]);
  const wrong = causes.filter(({ certainty, cause }) => certainty === 'certain' && !right.includes(cause)).map(tell);
  // Two faults may cancel each other out: what is wrong with an access entry does not matter once nobody uses it.
  if (joined || ids.length === 0) {
    const accused = causes.filter(({ certainty }) => certainty !== 'suspect').map(tell);
    if (joined && verdict !== 'joined') accused.push(`says ${verdict} of a node that joined`);
    if (!joined && seconds >= JOINED) accused.push('the node of a healthy world did not join');
    const unwarned = injected.filter(
      (fault) => isWarning(fault) && !warnings.some(({ cause }) => cause === fault.cause),
    );
    return [...accused, ...unwarned.map(({ cause }) => `gives no warning of ${cause}`)];
  }
  // An aws-auth that is broken for all locks Rollcall out as well: then it says that it could not look.
  if (lockedOut) return notChecked.length > 0 ? wrong : [...wrong, 'does not say what it could not read'];
  const silent = injected.some(({ cause }) => notNamed.has(cause)) || areNotNamedTogether(ids);
  if (silent || right.includes(causes[0]?.cause ?? '')) return wrong;
  return [...wrong, causes[0] ? `names ${causes[0].cause} first` : 'names no cause'];
};

/** What two faults are called once both are there. */
const together = (cause: string, injected: readonly Fault[]): readonly string[] =>
  injected.length > 1 ? (alsoTrueTogether[cause] ?? []) : [];

const areNotNamedTogether = (ids: readonly string[]): boolean =>
  notNamedTogether.some((pair) => ids.length > 1 && pair.every((id) => ids.includes(id)));

/** Whether nodes join all the same: then it is a warning, by the word of the check that names it. */
const isWarning = ({ cause }: Fault): boolean => {
  const metas = checks.flatMap(({ causes }) => Object.entries(causes).filter(([id]) => id === cause));
  return metas.length > 0 && metas.every(([, meta]) => meta.afterJoining);
};

const tell = ({ cause, certainty, says }: Finding): string => `says ${certainty} ${cause}: ${says}`;
