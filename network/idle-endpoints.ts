import type { VpcEndpoint } from '../core/evidence.ts';
import type { Certainty } from '../core/finding.ts';
import type { Stage } from '../core/stages.ts';
import { endpointsFor, type ServiceName, servicesOf } from './aws-services.ts';
import { hasOtherExit, routedGateways } from './exits.ts';
import { internetEgress } from './internet.ts';
import { ownsVpc, type Surroundings, sureOfDirectPath } from './surroundings.ts';
import { leastSure } from './verdict.ts';

/** Why an endpoint that stands in the VPC does not help this node; each is the id of a cause. */
export type EndpointFlaw = 'vpce-not-available' | 'vpce-private-dns-off' | 's3-gateway-not-routed';

/** An endpoint that would replace the internet for this node, and does not. */
export interface IdleEndpoint {
  readonly service: ServiceName;
  readonly stage: Stage;
  readonly endpoint: VpcEndpoint;
  readonly flaw: EndpointFlaw;
  readonly certainty: Certainty;
}

/** States from which no endpoint recovers without somebody's hand (PrivateLink guide, endpoint states). */
const STUCK = ['pendingacceptance', 'rejected', 'failed'];

/**
 * The endpoints of services that this node calls and that it cannot use, where it has no internet to fall back on and no
 * other endpoint of the service works.
 *
 * A zone of the user's own may name an endpoint whose private DNS is off, so that is never more than likely, and a mere
 * suspect where no endpoint of the VPC has it; a hub VPC or the owner of a shared one may have endpoints that are not
 * seen here.
 */
export const idleEndpoints = (here: Surroundings): readonly IdleEndpoint[] => {
  if (internetEgress(here).verdict !== 'no') return [];
  return servicesOf(here).flatMap(({ service, stage, need }): IdleEndpoint[] => {
    const flawed = (endpointsFor(here, service) ?? []).map((endpoint) => ({ endpoint, flaw: flawOf(here, endpoint) }));
    const [first] = flawed;
    if (need === 'no' || !first || flawed.some(({ flaw }) => flaw === undefined)) return [];
    const { endpoint, flaw } = flawed.find((one) => one.flaw !== 'vpce-private-dns-off') ?? first;
    if (!flaw) return [];
    const hidden = hasOtherExit(here) || !ownsVpc(here);
    const certainty = leastSure(
      hidden || (flaw === 'vpce-private-dns-off' && isHabit(here)) ? 'suspect' : sureOf(flaw, endpoint, need === 'yes'),
      sureOfDirectPath(here),
      here.userData.state === 'known' ? 'certain' : 'likely',
    );
    return [{ service, stage, endpoint, flaw, certainty }];
  });
};

const flawOf = (here: Surroundings, endpoint: VpcEndpoint): EndpointFlaw | undefined => {
  if (endpoint.state !== 'available') return 'vpce-not-available';
  if (endpoint.type === 'Gateway') {
    return here.routeTables && routedGateways(here, [endpoint]).length === 0 ? 's3-gateway-not-routed' : undefined;
  }
  return endpoint.type === 'Interface' && !endpoint.privateDnsEnabled ? 'vpce-private-dns-off' : undefined;
};

/** Whether no interface endpoint of the VPC has private DNS: who leaves it off everywhere may well have his own zones. */
const isHabit = ({ vpcEndpoints = [] }: Surroundings): boolean => {
  const interfaces = vpcEndpoints.filter(({ type }) => type === 'Interface');
  return interfaces.length > 1 && interfaces.every(({ privateDnsEnabled }) => !privateDnsEnabled);
};

const sureOf = (flaw: EndpointFlaw, { state }: VpcEndpoint, needed: boolean): Certainty => {
  if (flaw === 'vpce-private-dns-off') return needed ? 'likely' : 'suspect';
  if (flaw === 'vpce-not-available' && !STUCK.includes(state)) return state === 'pending' ? 'suspect' : 'likely';
  return needed ? 'certain' : 'likely';
};
