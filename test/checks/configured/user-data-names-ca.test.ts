import { describe, expect, it } from 'vitest';
import check from '../../../checks/configured/user-data-names-ca.ts';
import { bootstrap, findings, instance, said, userData } from '../../support/configured.ts';
import { unread } from '../../support/evidence.ts';

const CAUSE = 'userdata-wrong-ca';

describe('the certificate authority of the user data', () => {
  it('is this one, or there is none to compare', () => {
    expect(said(check, {})).toEqual([]);
    expect(said(check, { userData: bootstrap() })).toEqual([]);
    expect(said(check, { userData: userData({ caSha256: undefined }) })).toEqual([]);
  });

  it('is certainly wrong beside the right endpoint', () => {
    expect(findings(check, { userData: userData({ caSha256: 'f00' }) })).toMatchObject([
      {
        cause: CAUSE,
        certainty: 'certain',
        stage: 'connected',
        facts: { userDataCaSha256: 'f00', clusterCaSha256: 'c0ffee' },
      },
    ]);
  });

  it("may be right behind an address of one's own", () => {
    const data = userData({ caSha256: 'f00', apiServerEndpoint: 'https://eks.proxy.example' });
    expect(said(check, { userData: data })).toEqual([`${CAUSE} likely`]);
  });

  it('is not judged on Auto Mode and without the cluster', () => {
    const data = userData({ caSha256: 'f00' });
    expect(said(check, { userData: data, instance: instance({ serviceManaged: true }) })).toEqual([]);
    expect(said(check, { userData: data, cluster: null })).toEqual([]);
    expect(said(check, { userData: data, cluster: unread('eks:DescribeCluster') })).toEqual(['not checked']);
  });
});
