import type { Certainty } from '../core/finding.ts';
import type { Stage } from '../core/stages.ts';
import type { Destination, Way } from './destinations.ts';
import type { Hop, HopKind } from './hop.ts';
import { once } from './once.ts';
import { type Surroundings, sureOfDirectPath } from './surroundings.ts';
import { type Trace, trace } from './trace.ts';
import { every, leastSure, some } from './verdict.ts';

/** A hop that lets nothing through, and the way that it shuts. */
export interface ShutHop extends Hop {
  readonly way: Way;
}

/** A filter that stands between the node and a destination. */
export interface Blockage {
  readonly destination: Destination;
  readonly stage: Stage;
  readonly certainty: Certainty;
  /** The hops of that kind that let nothing through. */
  readonly hops: readonly [ShutHop, ...ShutHop[]];
}

const tracesOf = once((here: Surroundings) =>
  once(({ ways }: Destination): readonly Trace[] =>
    here.interfaces.flatMap((from) => ways.map((way) => trace(here, from, way))),
  ),
);

/** Every way from every interface of the node to a destination. */
export const tracesTo = (here: Surroundings, destination: Destination): readonly Trace[] => tracesOf(here)(destination);

/** A way that has no route by design: what filters would do with traffic that is not meant to be is no fault of theirs. */
const isMeant = ({ hops }: Trace): boolean => !hops.some(({ obstacle }) => obstacle === 'route-none');

/**
 * What one kind of filter does to one destination. It is certain only if it lets nothing through from any interface on
 * any way, and if the node surely needs the destination; likely if every way is shut but not all by this filter;
 * a suspect if only some ways are shut. `undefined` if it shuts none.
 */
export const blockageAt = (here: Surroundings, destination: Destination, kind: HopKind): Blockage | undefined => {
  const traces = tracesTo(here, destination).filter(isMeant);
  const mine = traces.flatMap(({ way, hops }): ShutHop[] => {
    const shut = hops.find((hop) => hop.kind === kind && hop.verdict === 'no');
    return shut ? [{ ...shut, way }] : [];
  });
  const [first, ...more] = mine;
  if (!first) return undefined;
  const shut = some(traces.map(({ hops }) => every(hops.filter(isOnWay).map(({ verdict }) => verdict))));
  const all = mine.length === traces.length;
  const weight = shut !== 'no' ? 'suspect' : all && destination.need === 'yes' ? 'certain' : 'likely';
  return {
    destination,
    stage: destination.stage,
    certainty: leastSure(weight, sureOfDirectPath(here), traces.every(isDirect) ? 'certain' : 'likely'),
    hops: [first, ...more],
  };
};

/** A name that is not found shuts every way alike and says nothing of filters. */
const isOnWay = ({ kind }: Hop): boolean => kind !== 'name';

/** Whether no appliance of the VPC's own stands between the node and an interface inside: it could change addresses. */
const isDirect = ({ way, hops }: Trace): boolean =>
  way.kind !== 'inside' || hops.every(({ kind, verdict }) => kind !== 'route' || verdict !== 'unproven');

/** What filters of these kinds do, at most one blockage for each rung: the surest first, then the lowest rung. */
export const blockagesAt = (
  here: Surroundings,
  destinations: readonly Destination[],
  ...kinds: readonly HopKind[]
): readonly Blockage[] => {
  const found = kinds.flatMap((kind) =>
    destinations.flatMap((destination) => blockageAt(here, destination, kind) ?? []),
  );
  return (['certain', 'likely', 'suspect'] as const)
    .flatMap((certainty) => found.filter((one) => one.certainty === certainty))
    .filter(({ stage }, index, all) => all.findIndex((one) => one.stage === stage) === index);
};
