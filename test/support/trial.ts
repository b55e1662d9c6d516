/** One world, one or two faults, one diagnosis: and whether it is right. */
import { checks } from '../../checks/index.ts';
import type { Finding } from '../../core/finding.ts';
import { type Assessment, assess, type Verdict } from '../../core/verdict.ts';
import { startAccount } from '../../simulator/account.ts';
import { alsoTrue, alsoTrueTogether, notNamedTogether } from '../../simulator/world/faults/also-true.ts';
import { type Fault, faults } from '../../simulator/world/faults.ts';
import { type HealthyOptions, healthyWorld } from '../../simulator/world/healthy.ts';
import type { World } from '../../simulator/world/types.ts';
import { collectFrom, collectGroupFrom } from './collect.ts';
import { hidesFacts, joinsWithin, variedWorlds } from './worlds.ts';

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

/** Seconds by which a healthy node of a world is Ready and a sick one has failed. */
export const joinedBy = (world: number): number => joinsWithin(optionsOf(world));

/**
 * The looks at which a fault is judged: before the machine has booted and when it should have joined, and later still
 * where it shows later. Without an instance nothing changes by waiting.
 */
export const looksAt = (fault: Fault, world: number): number[] => {
  const joined = joinedBy(world);
  return fault.prevents === 'launch' ? [0] : [...new Set([0, joined, Math.max(joined, showsAt(fault, world))])];
};

/** Seconds from which a fault shows: after a long boot that much later than after a usual one. */
const showsAt = ({ showsAfter = 0 }: Fault, world: number): number =>
  showsAfter === 0 ? 0 : showsAfter + joinedBy(world) - joinedBy(0);

/** Runs one trial. @throws RangeError where a fault means nothing in the world */
export const runTrial = async (trial: Trial, { countRounds = false } = {}): Promise<Outcome> => {
  const account = await startAccount(worldOf(trial));
  try {
    account.advance(trial.seconds);
    const rounds = countRounds ? account.countRounds() : undefined;
    // Without an instance only the group can be asked about.
    const collect = account.world.instances.length === 0 ? collectGroupFrom : collectFrom;
    const { evidence, target } = await collect(account);
    rounds?.stop();
    const assessment = assess(evidence, target, checks);
    const boot = account.world.instances[0]?.boot;
    const joined = boot?.readyAt !== undefined && boot.cluster === account.world.clusters[0]?.name;
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

/** The first world in which a fault means something, if possible one in which it leaves Rollcall its way into the cluster. */
export const single = (id: string): Trial | undefined => {
  const trials = everywhere(id);
  const seen = trials.find(({ world }) => optionsOf(world).authentication !== 'CONFIG_MAP');
  return (mayLockOut(faultOf(id)) ? seen : undefined) ?? trials.at(0);
};

/** A fault in every world in which it means something, looked at when it shows best. */
export const everywhere = (id: string): Trial[] =>
  variedWorlds.flatMap((options, world) =>
    applies(faultOf(id), healthyWorld(options)) ? [{ world, faults: [id], seconds: bestLook(faultOf(id), world) }] : [],
  );

/** As late as it takes to show; what lets the node join shows best before it has. */
const bestLook = (fault: Fault, world: number): number =>
  (fault.prevents === 'nothing' && !fault.showsAfter ? undefined : looksAt(fault, world).at(-1)) ?? 0;

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
      const seconds = Math.max(...ids.flatMap((id) => looksAt(faultOf(id), world)));
      const trial = { world, faults: ids, seconds };
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
const wrongIn = (trial: Trial, assessment: Assessment, seen: { joined: boolean; lockedOut: boolean }): string[] => {
  const injected = trial.faults.map(faultOf);
  const { causes, notChecked } = assessment;
  const right = injected.flatMap(({ cause }) => [cause, ...(alsoTrue[cause] ?? []), ...together(cause, injected)]);
  const wrong = causes.filter(({ certainty, cause }) => certainty === 'certain' && !right.includes(cause)).map(tell);
  // Two faults may cancel each other out: what is wrong with an access entry does not matter once nobody uses it.
  if (seen.joined || injected.length === 0) return [...wrong, ...wrongOfJoined(trial, assessment, seen.joined)];
  // An aws-auth that is broken for all locks Rollcall out as well: then it says that it could not look.
  if (seen.lockedOut && injected.some(mayLockOut))
    return notChecked.length > 0 ? wrong : [...wrong, 'does not say what it could not read'];
  if (mayBeSilent(trial)) return wrong;
  if (injected.every(({ prevents }) => prevents === 'nothing')) return [...wrong, ...unnamed(injected, assessment)];
  if (injected.some(({ prevents }) => prevents === 'launch') && causes[0]?.certainty !== 'certain')
    return [...wrong, 'is not certain why nothing was launched'];
  if (right.includes(causes[0]?.cause ?? '')) return wrong;
  return [...wrong, causes[0] ? `names ${causes[0].cause} first` : 'names no cause'];
};

/** A node that joined has no cause at all, and its warnings; one that may still join is at most suspected of something. */
const wrongOfJoined = ({ faults: ids, seconds, world }: Trial, assessment: Assessment, joined: boolean): string[] => {
  const { verdict, causes, warnings } = assessment;
  const wrong = causes.filter(({ certainty }) => certainty !== 'suspect').map(tell);
  if (joined && verdict !== 'joined') wrong.push(`says ${verdict} of a node that joined`);
  if (!joined && seconds >= joinedBy(world)) wrong.push('the node of a healthy world did not join');
  const warned = new Set<string>(warnings.map(({ cause }) => cause));
  const missed = areNotNamedTogether(ids)
    ? []
    : ids.map(faultOf).filter((fault) => isWarning(fault) && !warned.has(fault.cause));
  return [...wrong, ...missed.map(({ cause }) => `gives no warning of ${cause}`)];
};

/** Until the node has joined, what harms it later is a warning and what might hold it up a suspect. */
const unnamed = (injected: readonly Fault[], { causes, warnings }: Assessment): string[] => {
  const named = new Set<string>([...causes, ...warnings].map(({ cause }) => cause));
  return injected.filter(({ cause }) => !named.has(cause)).map(({ cause }) => `is silent on ${cause}`);
};

/** Where silence is right: the fault does not show yet, or not in this world, or in nothing but the node's own words. */
const mayBeSilent = ({ faults: ids, seconds, world }: Trial): boolean =>
  hidesFacts(optionsOf(world)) ||
  areNotNamedTogether(ids) ||
  ids.map(faultOf).some((fault) => seconds < showsAt(fault, world));

/** Whether a fault takes from Rollcall, too, its way into a cluster that knows nothing but aws-auth. */
const mayLockOut = ({ cause }: Fault): boolean => cause === 'auth-role-unmapped' || cause.startsWith('awsauth-');

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
