import type { Evidence, Route, SecurityGroupRule } from '../core/evidence.ts';
import { known, type Observed } from '../core/observed.ts';

const RULES = 1000;
const ROUTES = 200;

/** The same evidence in a VPC that has grown: 1,000 rules in every group, 200 routes in every table, five blocks. */
export const heavy = (evidence: Evidence): Evidence => ({
  ...evidence,
  vpc: changed(evidence.vpc, (vpc) => ({ ...vpc, cidrs: [...vpc.cidrs, ...BLOCKS].slice(0, 5) })),
  securityGroups: changed(evidence.securityGroups, (groups) =>
    groups.map((group) => ({ ...group, ingress: [...rules, ...group.ingress], egress: [...rules, ...group.egress] })),
  ),
  routeTables: changed(evidence.routeTables, (tables) =>
    tables.map((table) => ({ ...table, routes: [...routes, ...table.routes] })),
  ),
});

const BLOCKS = ['10.201.0.0/16', '10.202.0.0/16', '10.203.0.0/16', '100.64.0.0/16'];

const changed = <T>(seen: Observed<T>, change: (value: T) => T): Observed<T> =>
  seen.state === 'known' ? known(change(seen.value)) : seen;

const rules = Array.from(
  { length: RULES },
  (_, index): SecurityGroupRule => ({
    protocol: 'tcp',
    ports: { from: 443, to: 443 },
    cidrs: [`172.16.${Math.floor(index / 250)}.${index % 250}/32`],
    ipv6Cidrs: [],
    groups: [],
    prefixLists: [],
  }),
);

const routes = Array.from(
  { length: ROUTES },
  (_, index): Route => ({
    cidr: `10.${220 + Math.floor(index / 100)}.${index % 100}.0/24`,
    target: 'tgw-0123456789abcdef0',
    state: 'active',
  }),
);
