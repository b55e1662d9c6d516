import type { Certainty } from '../core/finding.ts';
import type { Stage } from '../core/stages.ts';
import { isPublicOnly } from './api-server.ts';
import { hasEndpoint, type ServiceName, servicesOf } from './aws-services.ts';
import { isIsolated } from './exits.ts';
import { type Closed, internetEgress, type Obstacle } from './internet.ts';
import { type Surroundings, sureOfDirectPath } from './surroundings.ts';
import { leastSure } from './verdict.ts';

/** What a node cannot do because its way to the internet is provably shut, and the one cause to name for it. */
export interface InternetLoss {
  readonly egress: Closed;
  /** Exactly one cause speaks for a shut way, so that one fault does not echo. */
  readonly blame: Obstacle | 'endpoint-private-off-no-internet' | 'vpce-missing';
  /** The lowest rung that is out of reach. */
  readonly stage: Stage;
  readonly certainty: Certainty;
  /** Whether the API server itself is out of reach. */
  readonly apiServer: boolean;
  /** AWS services that the node calls and that have no endpoint in the VPC. */
  readonly services: readonly ServiceName[];
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
  const proven = lost.filter(({ need, endpoint }) => need === 'yes' && endpoint === 'no');
  const rungs: readonly Stage[] = [...proven.map(({ stage }) => stage), ...(apiServer ? ['connected' as const] : [])];
  const [first] = lost;
  const stage = rungs[0] ?? first?.stage;
  if (!stage) return undefined;
  // Unproven needs are likely ones; an endpoint that may stand elsewhere makes even that a guess.
  const weight = rungs.length > 0 ? 'certain' : first?.endpoint === 'no' ? 'likely' : 'suspect';
  return {
    egress,
    blame: blameFor(here, egress.obstacle, apiServer),
    stage,
    certainty: leastSure(sureOfDirectPath(here), weight),
    apiServer,
    services: lost.map(({ service }) => service),
  };
};

const blameFor = (here: Surroundings, obstacle: Obstacle, apiServer: boolean): InternetLoss['blame'] => {
  if (obstacle !== 'route-none') return obstacle;
  if (!apiServer) return 'vpce-missing';
  return isIsolated(here) ? 'endpoint-private-off-no-internet' : 'route-none';
};

/** The parts of an accusation that every cause of a shut way shares. A dead nodeadm needs a reboot, kubelet just retries. */
export const accusationOf = (here: Surroundings, loss: InternetLoss) => ({
  certainty: loss.certainty,
  stage: loss.stage,
  ...(loss.stage === 'configured' ? { heals: 'after-reboot' as const } : {}),
  subject: loss.egress.subject,
  facts: {
    subnet: here.interfaces[0].subnetId,
    routeTable: loss.egress.table.id,
    target: loss.egress.route?.target ?? null,
    endpointPrivateAccess: here.cluster.endpointPrivateAccess,
    outOfReach: outOfReach(loss),
  },
  evidence: [
    ...loss.egress.proof,
    ...(loss.apiServer ? [{ source: 'eks:DescribeCluster', says: 'endpointPrivateAccess=false' }] : []),
    ...(loss.services.length > 0
      ? [{ source: 'ec2:DescribeVpcEndpoints', says: `no endpoint for ${loss.services.join(', ')}` }]
      : []),
  ],
});

/** What the node does not reach, as words. */
export const outOfReach = ({ apiServer, services }: InternetLoss): readonly string[] => [
  ...(apiServer ? ['API server'] : []),
  ...services.map((service) => `${service} API`),
];
