import { type Accusation, defineCheck } from '../../core/check.ts';
import { blockagesAt } from '../../network/blockage.ts';
import { apiServer, awsServices } from '../../network/destinations.ts';
import { accusationsOf, internetLoss, outOfReach } from '../../network/internet-loss.ts';
import { destinationOf } from '../../network/routes.ts';
import { otherTopics, type Surroundings, surroundings } from '../../network/surroundings.ts';

const needs = ['instance', 'cluster', 'vpc', 'routeTables'] as const;
const docs = ['https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html'];

/** The subnet's own route table, or the main one, must lead out where the node depends on the internet. */
export default defineCheck({
  id: 'default-route-alive',
  title: 'The node subnet has a default route that leads somewhere',
  stage: 'connected',
  needs,
  uses: otherTopics(needs),
  causes: {
    'route-none': {
      why: 'The route table of the node subnet leads nowhere outside, and the API server has public addresses only.',
      heals: 'running',
      atMost: 'certain',
      manual:
        'aws ec2 create-route --route-table-id ROUTE_TABLE_ID --destination-cidr-block 0.0.0.0/0 --nat-gateway-id NAT_GATEWAY_ID',
      docs,
    },
    'route-blackhole': {
      why: 'The route to the internet points to something that is gone, so every packet is dropped.',
      heals: 'running',
      atMost: 'certain',
      manual:
        'aws ec2 replace-route --route-table-id ROUTE_TABLE_ID --destination-cidr-block 0.0.0.0/0 --nat-gateway-id NAT_GATEWAY_ID',
      docs,
    },
  },
  judge(seen) {
    const here = surroundings(seen);
    const loss = here && internetLoss(here);
    if (!here) return [];
    if (!loss || (loss.blame !== 'route-none' && loss.blame !== 'route-blackhole')) return deadInside(here);
    const { region } = here.instance;
    const { table, route } = loss.egress;
    const lost = outOfReach(loss).join(', ');
    const subject = { kind: 'route-table', id: table.id };
    const line = (verb: string, destination: string) =>
      `aws ec2 ${verb} --region ${region} --route-table-id ${table.id} --destination-cidr-block ${destination} --nat-gateway-id ${gatewayFor(here.natGateways)}`;
    if (loss.blame === 'route-blackhole' && route) {
      const says = `The route ${destinationOf(route)} of ${table.id} points to ${route.target ?? 'a target'} that is gone; out of reach: ${lost}.`;
      const commands = [line('replace-route', route.cidr ?? '0.0.0.0/0')];
      return accusationsOf(here, loss, { cause: 'route-blackhole', subject, says, commands });
    }
    return accusationsOf(here, loss, {
      cause: 'route-none',
      subject,
      says: `${table.id} of the node subnet ${here.interfaces[0].subnetId} has no default route; out of reach: ${lost}.`,
      commands: [
        line('create-route', '0.0.0.0/0'),
        `aws eks update-cluster-config --region ${region} --name ${here.cluster.name} --resources-vpc-config endpointPrivateAccess=true`,
      ],
    });
  },
});

/** Routes inside the VPC that are more specific than `local` and whose appliance is gone. */
const deadInside = (here: Surroundings): Accusation<'route-blackhole'>[] => {
  const server = apiServer(here);
  return blockagesAt(here, [...awsServices(here), ...(server ? [server] : [])], 'route')
    .filter(({ hops: [{ obstacle, way }] }) => obstacle === 'route-blackhole' && way.kind === 'inside')
    .map(({ certainty, stage, destination, hops: [hop] }) => ({
      cause: 'route-blackhole',
      certainty,
      stage,
      ...(stage === 'configured' ? { heals: 'after-reboot' } : {}),
      subject: { kind: 'route-table', id: hop.ids[0] ?? '' },
      says: `The route of ${hop.ids.join(', ')} to ${destination.name} (${hop.way.name}) points to something that is gone.`,
      facts: { subnet: here.interfaces[0].subnetId, routeTable: hop.ids[0] ?? null, destination: destination.name },
      evidence: hop.proof,
      commands: [
        `aws ec2 describe-route-tables --region ${here.instance.region} --route-table-ids ${hop.ids[0] ?? ''}`,
      ],
    }));
};

/** A NAT gateway of the VPC that works, or a place for one. */
const gatewayFor = (gateways: readonly { id: string; state: string; connectivity: string }[] | undefined): string =>
  gateways?.find(({ state, connectivity }) => state === 'available' && connectivity === 'public')?.id ??
  'NAT_GATEWAY_ID';
