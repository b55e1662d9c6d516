import { defineCheck, notJudged } from '../../core/check.ts';
import { blockagesAt } from '../../network/blockage.ts';
import { apiServer, awsServices } from '../../network/destinations.ts';
import { inClusterVpc, otherTopics, surroundings } from '../../network/surroundings.ts';

const needs = ['instance', 'cluster', 'vpc', 'routeTables', 'networkAcls'] as const;

/** VPC user guide, network ACLs: stateless, so the request to 443 and the answer to the client's port both need a rule. */
export default defineCheck({
  id: 'network-acls-let-through',
  title: 'The network ACLs let the node talk to the API server and the AWS APIs',
  stage: 'connected',
  needs,
  uses: otherTopics(needs),
  causes: {
    'nacl-blocked': {
      why: 'A network ACL drops either the requests of the node or the answers to them.',
      heals: 'running',
      atMost: 'certain',
      manual:
        'aws ec2 create-network-acl-entry --network-acl-id ACL_ID --egress --rule-number NUMBER --protocol 6 --port-range From=443,To=443 --cidr-block 0.0.0.0/0 --rule-action allow',
      docs: ['https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html'],
    },
  },
  judge(seen) {
    const here = surroundings(seen);
    if (!here) return [];
    const server = apiServer(here);
    const destinations = [...awsServices(here), ...(server ? [server] : [])];
    const found = blockagesAt(here, destinations, 'node-acl', 'nat-acl', 'far-acl');
    if (found.length === 0) {
      const unread = !server && inClusterVpc(here) && seen.clusterInterfaces.state === 'unknown';
      return unread ? [notJudged(seen.clusterInterfaces, 'the interfaces of the API server')] : [];
    }
    return found.map(({ certainty, stage, destination, hops }) => {
      const [hop] = hops;
      const [acl = ''] = hop.ids;
      const { egress = true, ports } = hop.gap ?? {};
      const direction = egress ? 'egress' : 'ingress';
      const wanted = ports?.to === 443 ? 'From=443,To=443' : 'From=1024,To=65535';
      return {
        cause: 'nacl-blocked',
        certainty,
        stage,
        ...(stage === 'configured' ? { heals: 'after-reboot' } : {}),
        subject: { kind: 'network-acl', id: acl },
        says: `${acl} lets no ${direction} TCP ${ports?.from}-${ports?.to} pass between ${here.instance.id} and ${destination.name} (${hop.way.name}).`,
        facts: {
          acl,
          direction,
          fromPort: ports?.from ?? null,
          toPort: ports?.to ?? null,
          destination: destination.name,
        },
        evidence: hop.proof,
        commands: [
          `aws ec2 create-network-acl-entry --region ${here.instance.region} --network-acl-id ${acl} --${direction} --rule-number ${freeNumber(here.networkAcls, acl, egress)} --protocol 6 --port-range ${wanted} --cidr-block 0.0.0.0/0 --rule-action allow`,
        ],
      };
    });
  },
});

type Acls = readonly { id: string; entries: readonly { ruleNumber: number; egress: boolean }[] }[];

/** A rule number before all others of its direction, because the lowest that matches wins. */
const freeNumber = (acls: Acls | undefined, id: string, egress: boolean): number => {
  const entries = acls?.find((acl) => acl.id === id)?.entries ?? [];
  const taken = entries.filter((entry) => entry.egress === egress).map(({ ruleNumber }) => ruleNumber);
  return Math.max(1, Math.floor(Math.min(100, ...taken) / 2));
};
