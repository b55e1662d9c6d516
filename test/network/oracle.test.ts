import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NetworkAcl, NetworkAclEntry, Route, RouteTable, SecurityGroup } from '../../core/evidence.ts';
import { aclPasses } from '../../network/acls.ts';
import { covers, internetOf, parseAddress, regionOf } from '../../network/addresses.ts';
import { apiServer } from '../../network/destinations.ts';
import { egressFrom } from '../../network/internet.ts';
import { routesTo } from '../../network/routes.ts';
import { trace } from '../../network/trace.ts';
import * as n from '../support/network.ts';
import { aclLets, addressOf, boundsOf, groupsLet, tellingPorts, winners } from '../support/packet-oracle.ts';

/** A few blocks, nested and apart, so that rules meet often. */
const BLOCKS = [
  '0.0.0.0/0',
  '10.0.0.0/16',
  '10.0.1.0/24',
  '10.0.1.0/25',
  '10.0.1.128/25',
  '10.0.2.0/24',
  '10.0.2.200/32',
  '10.0.1.23/32',
  '52.0.0.0/8',
  '192.168.0.0/16',
];
const PORTS = [
  { from: 443, to: 443 },
  { from: 0, to: 65535 },
  { from: 80, to: 442 },
  { from: 1024, to: 65535 },
  { from: 32768, to: 40000 },
  { from: 40001, to: 60999 },
];
const GROUPS = ['sg-a', 'sg-b', 'sg-c'];

const block = fc.constantFrom(...BLOCKS);
const some = <T>(...things: readonly T[]) => fc.subarray([...things]);
const ports = fc.option(fc.constantFrom(...PORTS), { nil: undefined });

const rule = fc.record({
  protocol: fc.constantFrom('tcp', '-1', 'udp'),
  ports,
  cidrs: some('10.0.1.0/24', '10.0.2.0/24', '10.0.2.200/32', '10.0.1.0/25', '192.168.0.0/16'),
  ipv6Cidrs: fc.constant([]),
  groups: some(...GROUPS.map((id) => ({ id }))),
  prefixLists: some('pl-1'),
});
const rules = fc.array(rule, { maxLength: 3 });
const groups = fc.tuple(rules, rules, rules, rules, rules, rules).map((all): readonly SecurityGroup[] =>
  GROUPS.map((id, index) => ({
    id,
    name: id,
    vpcId: 'vpc-0a',
    ownerId: '1',
    ingress: all[2 * index] ?? [],
    egress: all[2 * index + 1] ?? [],
    tags: {},
  })),
);

const entry: fc.Arbitrary<NetworkAclEntry> = fc.record({
  ruleNumber: fc.nat({ max: 32766 }),
  egress: fc.boolean(),
  protocol: fc.constantFrom('6', '-1', '17'),
  action: fc.constantFrom('allow', 'deny'),
  cidr: block,
  ports,
});
const acl = (id: string, subnetId: string): fc.Arbitrary<NetworkAcl> =>
  fc
    .uniqueArray(entry, { maxLength: 6, selector: ({ ruleNumber }) => ruleNumber })
    .map((entries) => ({ id, vpcId: 'vpc-0a', isDefault: false, subnetIds: [subnetId], entries }));

const route: fc.Arbitrary<Route> = fc.record({
  cidr: fc.constantFrom('0.0.0.0/0', '0.0.0.0/1', '128.0.0.0/1', '52.0.0.0/8', '52.1.0.0/16', '10.9.0.0/16'),
  target: fc.constantFrom('nat-0a', 'tgw-1'),
  state: fc.constantFrom('active', 'blackhole'),
});
const table: fc.Arbitrary<RouteTable> = fc
  .uniqueArray(route, { maxLength: 5, selector: ({ cidr }) => cidr })
  .map((routes) => ({
    id: 'rtb-private',
    vpcId: 'vpc-0a',
    main: false,
    subnetIds: ['subnet-0a', 'subnet-0b'],
    routes: [{ cidr: '10.0.0.0/16', target: 'local', state: 'active' }, ...routes],
  }));

/** `yes` where all pass, `no` where none does. */
const verdictOf = (passes: readonly boolean[]): string => {
  if (passes.every((one) => one)) return 'yes';
  return passes.some((one) => one) ? 'unproven' : 'no';
};

describe('the evaluator and a packet-by-packet reading agree', () => {
  it('on groups and ACLs between the node and the API server, there and back', () => {
    const node = '10.0.1.23';
    const far = '10.0.2.200';
    const prefixLists = [{ id: 'pl-1', cidrs: ['10.0.2.128/25', '192.168.0.0/16'] }];
    fc.assert(
      fc.property(
        groups,
        some(...GROUPS),
        some(...GROUPS),
        acl('acl-node', 'subnet-0a'),
        acl('acl-far', 'subnet-0b'),
        (securityGroups, nodeGroups, farGroups, nodeAcl, farAcl) => {
          fc.pre(nodeGroups.length > 0 && farGroups.length > 0);
          const here = n.around({
            instance: n.nodeWith({ groups: nodeGroups }),
            securityGroups,
            networkAcls: [nodeAcl, farAcl],
            prefixLists,
            clusterInterfaces: n
              .healthy('clusterInterfaces')
              .filter(({ subnetId }) => subnetId === 'subnet-0b')
              .map((one) => ({ ...one, groups: farGroups })),
          });
          const way = apiServer(here)?.ways[0];
          if (!way) throw new Error('no way');
          const said = Object.fromEntries(
            trace(here, here.interfaces[0], way).hops.map(({ kind, verdict }) => [kind, verdict]),
          );
          const out = { address: far, groups: farGroups };
          const back = { address: node, groups: nodeGroups };
          const answers = (one: NetworkAcl, egress: boolean, remote: string) =>
            tellingPorts(one, 32768, 60999).map((port) => aclLets(one, egress, remote, port));
          const both = (request: boolean, replies: readonly boolean[]) => {
            const reply = verdictOf(replies);
            return request ? reply : 'no';
          };
          expect(said).toMatchObject({
            'node-groups': groupsLet(securityGroups, nodeGroups, 'egress', out, 443, prefixLists) ? 'yes' : 'no',
            'far-groups': groupsLet(securityGroups, farGroups, 'ingress', back, 443, prefixLists) ? 'yes' : 'no',
            'node-acl': both(aclLets(nodeAcl, true, far, 443), answers(nodeAcl, false, far)),
            'far-acl': both(aclLets(farAcl, false, node, 443), answers(farAcl, true, node)),
          });
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('on the route of one address', () => {
    const address = fc.constantFrom('52.1.2.3', '52.9.9.9', '8.8.8.8', '203.0.113.1', '10.9.1.1', '10.0.2.200');
    fc.assert(
      fc.property(table, address, (one, to) => {
        const { candidates } = routesTo(regionOf([to]), one, []);
        expect(new Set(candidates.map((found) => found.route))).toEqual(new Set(winners(one, to)));
      }),
    );
  });

  it('on a region: what holds of all its addresses holds of each', () => {
    const region = regionOf(['10.0.1.0/24']);
    fc.assert(
      fc.property(acl('acl-1', 'subnet-0a'), fc.constantFrom(...PORTS), fc.boolean(), (one, range, egress) => {
        const addresses = BLOCKS.flatMap((cidr) => boundsOf(cidr).map(addressOf)).filter((text) =>
          text.startsWith('10.0.1.'),
        );
        const passes = addresses.flatMap((remote) =>
          tellingPorts(one, range.from, range.to).map((port) => aclLets(one, egress, remote, port)),
        );
        const said = aclPasses(one, egress ? 'egress' : 'ingress', region, range);
        if (said !== 'unproven') expect(verdictOf(passes)).toBe(said);
      }),
      { numRuns: 1000 },
    );
  });

  it('on the way out: a proven one holds of every public address', () => {
    const publicSpace = internetOf(['10.0.0.0/16']);
    const isPublic = (text: string): boolean => {
      const address = parseAddress(text);
      return address !== undefined && publicSpace.some((range) => covers(range, address));
    };
    fc.assert(
      fc.property(table, (one) => {
        const tables = n.healthy('routeTables').map((other) => (other.id === one.id ? one : other));
        const here = n.around({ routeTables: tables });
        const { verdict } = egressFrom(here, here.interfaces[0]);
        const addresses = [
          ...one.routes.flatMap(({ cidr }) => boundsOf(cidr ?? '').map(addressOf)),
          '8.8.8.8',
          '52.1.2.3',
        ];
        const gets = addresses
          .filter(isPublic)
          .map((to) => winners(one, to).some(({ target, state }) => target === 'nat-0a' && state === 'active'));
        const maybe = addresses
          .filter(isPublic)
          .some((to) => winners(one, to).some(({ target, state }) => target === 'tgw-1' && state === 'active'));
        if (verdict === 'yes') expect(gets).not.toContain(false);
        if (verdict === 'no') expect([gets.includes(true), maybe]).toEqual([false, false]);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('large surroundings', () => {
  const filler = Array.from({ length: 1000 }, (_, index) => ({
    protocol: 'tcp',
    ports: { from: 443, to: 443 },
    cidrs: [`172.16.${Math.floor(index / 250)}.${index % 250}/32`],
    ipv6Cidrs: [],
    groups: [],
    prefixLists: [],
  }));
  const [group] = n.healthy('securityGroups');
  const cidrs = ['10.0.0.0/16', '10.1.0.0/16', '10.2.0.0/16', '10.3.0.0/16', '100.64.0.0/16'];
  const routes = Array.from(
    { length: 200 },
    (_, index): Route => ({
      cidr: `10.${100 + Math.floor(index / 100)}.${index % 100}.0/24`,
      target: 'tgw-1',
      state: 'active',
    }),
  );
  const large = (ingress: SecurityGroup['ingress'], last: readonly Route[]) => {
    const one = n.around({
      cluster: n.cluster({ endpointPublicAccess: false }),
      vpc: { ...n.healthy('vpc'), cidrs },
      securityGroups: group ? [{ ...group, ingress }] : [],
      routeTables: n.tables({
        'rtb-private': [
          ...cidrs.slice(1).map((cidr): Route => ({ cidr, target: 'local', state: 'active' })),
          ...routes,
          ...last,
        ],
      }),
    });
    return one;
  };
  const verdicts = (here: ReturnType<typeof large>) =>
    apiServer(here)?.ways.map((way) => trace(here, here.interfaces[0], way).verdict);

  it('finds the one rule of a thousand that admits, and misses it when it is gone', () => {
    const out = [n.byDefault('nat-0a')];
    const fitting = {
      ...filler[0],
      protocol: 'tcp',
      cidrs: ['10.0.1.23/32'],
      ipv6Cidrs: [],
      groups: [],
      prefixLists: [],
    };
    expect(verdicts(large([...filler, fitting], out))).toEqual(['yes', 'yes']);
    expect(verdicts(large(filler, out))).toEqual(['no', 'no']);
  });

  it('finds the way out behind two hundred routes', () => {
    const egress = (last: readonly Route[]) => {
      const here = large(filler, last);
      return egressFrom(here, here.interfaces[0]).verdict;
    };
    expect(egress([n.byDefault('nat-0a')])).toBe('yes');
    expect(egress([])).toBe('no');
  });
});
