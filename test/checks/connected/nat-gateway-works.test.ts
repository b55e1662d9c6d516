import { describe, expect, it } from 'vitest';
import check from '../../../checks/connected/nat-gateway-works.ts';
import { runCheck } from '../../../core/judge.ts';
import { unknown } from '../../../core/observed.ts';
import { evidence, type Seen } from '../../support/evidence.ts';
import * as n from '../../support/network.ts';

const judge = (overrides: Seen) => runCheck(check, evidence(overrides));
const found = (overrides: Seen) => judge(overrides).findings[0];
const unread = unknown('denied', 'ec2:Describe');

describe('nat-gateway-works', () => {
  const nat = (change: Partial<ReturnType<typeof n.healthy<'natGateways'>>[number]>) => ({
    natGateways: n.healthy('natGateways').map((one) => ({ ...one, ...change })),
  });

  it('names the NAT gateway that failed, and why', () => {
    expect(
      found({ cluster: n.publicOnly(), ...nat({ state: 'failed', failureCode: 'Gateway.NotAttached' }) }),
    ).toMatchObject({
      cause: 'nat-unavailable',
      certainty: 'certain',
      subject: { kind: 'nat-gateway', id: 'nat-0a' },
      facts: { natState: 'failed', failureCode: 'Gateway.NotAttached', routeTable: 'rtb-private' },
    });
  });

  it('names a private NAT gateway before an internet gateway', () => {
    expect(found({ cluster: n.publicOnly(), ...nat({ connectivity: 'private' }) })).toMatchObject({
      cause: 'nat-unavailable',
      facts: { natConnectivity: 'private' },
    });
  });

  it('names the NAT gateway that stands in the subnet it serves', () => {
    expect(found({ cluster: n.publicOnly(), ...nat({ subnetId: 'subnet-0b' }) })).toMatchObject({
      cause: 'nat-in-private-subnet',
      certainty: 'certain',
      facts: { natSubnet: 'subnet-0b' },
    });
  });

  it.each<[string, Seen]>([
    ['it is still pending', nat({ state: 'pending' })],
    ['it is regional', nat({ subnetId: undefined })],
    ['it stands behind a firewall endpoint', { routeTables: n.tables({ 'rtb-public': [n.byDefault('vpce-fw')] }) }],
    ['nothing needs it', { ...nat({ state: 'failed' }), cluster: n.cluster({}), vpcEndpoints: n.privateEndpoints }],
  ])('is silent: %s', (_, overrides) => {
    expect(judge({ cluster: n.publicOnly(), ...overrides }).findings).toEqual([]);
  });

  it('is not checked without NAT gateways', () => {
    expect(judge({ natGateways: unread })).toMatchObject({ findings: [], notChecked: [{}] });
  });
});
