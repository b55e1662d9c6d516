import type { CauseId } from '../core/causes.ts';
import type { Accusation } from '../core/check.ts';
import type { Certainty } from '../core/finding.ts';
import type { Stage } from '../core/stages.ts';
import { isPublicOnly } from './api-server.ts';
import { hasEndpoint, type ServiceName, servicesOf } from './aws-services.ts';
import { isIsolated } from './exits.ts';
import type { Obstacle } from './hop.ts';
import { type Closed, internetEgress } from './internet.ts';
import { type Surroundings, sureOfDirectPath } from './surroundings.ts';
import { leastSure } from './verdict.ts';

/** What a node cannot do because its way to the internet is provably shut, and the one cause to name for it. */
export interface InternetLoss {
  readonly egress: Closed;
  /** Exactly one cause speaks for a shut way, so that one fault does not echo. */
  readonly blame: Obstacle | 'endpoint-private-off-no-internet' | 'vpce-missing';
  /** The rungs that are out of reach, surest and lowest first. */
  readonly rungs: readonly Rung[];
  /** Whether the API server itself is out of reach. */
  readonly apiServer: boolean;
  /** AWS services that the node calls and that have no endpoint in the VPC. */
  readonly services: readonly ServiceName[];
}

/** A rung that a node cannot climb, and how sure that is. */
export interface Rung {
  readonly stage: Stage;
  readonly certainty: Certainty;
}

/**
 * Weighs a shut way to the internet. `undefined` when the way is not proven to be shut, or nothing needs it.
 *
 * Who is to blame: a broken thing on the way (NAT, gateway, blackhole) always. A subnet that has no route out by design
 * lacks the endpoints that would replace it; only when the API server has public addresses alone is the missing route
 * the fault, or, in a VPC that is not meant for the internet at all, the private access that is off.
 */
export const internetLoss = (here: Surroundings): InternetLoss | undefined => {
  const egress = internetEgress(here);
  if (egress.verdict !== 'no') return undefined;
  const apiServer = isPublicOnly(here);
  const lost = servicesOf(here)
    .filter(({ need }) => need !== 'no')
    .map((one) => ({ ...one, endpoint: hasEndpoint(here, one.service) }))
    .filter(({ endpoint }) => endpoint !== 'yes');
  const rungs: readonly Rung[] = [
    ...(apiServer ? [{ stage: 'connected', certainty: 'certain' } satisfies Rung] : []),
    ...lost.map(({ stage, need, endpoint }): Rung => {
      // An unproven need is a likely one; an endpoint that may stand elsewhere makes even that a guess.
      const guess = endpoint === 'no' ? 'likely' : 'suspect';
      return { stage, certainty: need === 'yes' && endpoint === 'no' ? 'certain' : guess };
    }),
  ];
  if (rungs.length === 0) return undefined;
  const blame = blameFor(here, egress.obstacle, apiServer);
  const services = lost.map(({ service }) => service);
  return { egress, blame, rungs: ranked(rungs, sureOfDirectPath(here)), apiServer, services };
};

/** The surest word on each rung, surest and lowest first. */
const ranked = (rungs: readonly Rung[], cap: Certainty): readonly Rung[] =>
  (['certain', 'likely', 'suspect'] as const)
    .flatMap((certainty) =>
      (['configured', 'connected', 'ready'] as const)
        .filter((stage) => rungs.some((one) => one.stage === stage && one.certainty === certainty))
        .map((stage) => ({ stage, certainty: leastSure(certainty, cap) })),
    )
    .filter(({ stage }, index, all) => all.findIndex((one) => one.stage === stage) === index);

const blameFor = (here: Surroundings, obstacle: Obstacle, apiServer: boolean): InternetLoss['blame'] => {
  if (obstacle !== 'route-none') return obstacle;
  if (!apiServer) return 'vpce-missing';
  return isIsolated(here) ? 'endpoint-private-off-no-internet' : 'route-none';
};

/** What a cause of a shut way says beside what all of them share. */
type Details<Cause extends CauseId> = Pick<Accusation<Cause>, 'cause' | 'says' | 'commands'> &
  Partial<Pick<Accusation, 'subject' | 'facts' | 'heals'>>;

/**
 * One accusation for each rung that is out of reach: a node that has passed one of them already is stopped by the next.
 * A nodeadm that gave up needs a reboot, kubelet just retries.
 */
export const accusationsOf = <const Cause extends CauseId>(
  here: Surroundings,
  loss: InternetLoss,
  details: Details<Cause>,
): readonly Accusation<Cause>[] =>
  loss.rungs.map((rung) => ({
    ...rung,
    ...(rung.stage === 'configured' ? { heals: 'after-reboot' as const } : {}),
    subject: loss.egress.subject,
    evidence: [
      ...loss.egress.proof,
      ...(loss.apiServer ? [{ source: 'eks:DescribeCluster', says: 'endpointPrivateAccess=false' }] : []),
      ...(loss.services.length > 0
        ? [{ source: 'ec2:DescribeVpcEndpoints', says: `no endpoint for ${loss.services.join(', ')}` }]
        : []),
    ],
    ...details,
    facts: {
      subnet: here.interfaces[0].subnetId,
      routeTable: loss.egress.table.id,
      target: loss.egress.route?.target ?? null,
      endpointPrivateAccess: here.cluster.endpointPrivateAccess,
      outOfReach: outOfReach(loss),
      ...details.facts,
    },
  }));

/** What the node does not reach, as words. */
export const outOfReach = ({ apiServer, services }: InternetLoss): readonly string[] => [
  ...(apiServer ? ['API server'] : []),
  ...services.map((service) => `${service} API`),
];
