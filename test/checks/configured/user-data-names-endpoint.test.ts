import { describe, expect, it } from 'vitest';
import check from '../../../checks/configured/user-data-names-endpoint.ts';
import { bootstrap, findings, instance, said, userData } from '../../support/configured.ts';
import { unread } from '../../support/evidence.ts';

const CAUSE = 'userdata-wrong-endpoint';
const at = (apiServerEndpoint: string) => ({ userData: userData({ apiServerEndpoint }) });

describe('the endpoint that user data names', () => {
  it.each([
    'https://abcdef.gr7.eu-central-1.eks.amazonaws.com',
    'https://ABCDEF.gr7.eu-central-1.eks.amazonaws.com/',
    'https://ABCDEF.gr7.eu-central-1.eks.amazonaws.com:443',
  ])('is this one: %s', (endpoint) => {
    expect(said(check, at(endpoint))).toEqual([]);
  });

  it('is certainly wrong when it is of another EKS cluster', () => {
    expect(findings(check, at('https://012345.gr7.eu-central-1.eks.amazonaws.com'))).toMatchObject([
      {
        cause: CAUSE,
        certainty: 'certain',
        stage: 'connected',
        facts: { userDataEndpoint: 'https://012345.gr7.eu-central-1.eks.amazonaws.com' },
      },
    ]);
  });

  it.each([
    'https://eks.proxy.example',
    'https://10.0.0.4',
    'https://012345.eks-cluster.eu-central-1.api.aws',
    'https://ABCDEF.sk1.eu-west-1.eks.amazonaws.com',
  ])('may be an alias: %s', (endpoint) => {
    expect(said(check, at(endpoint))).toEqual([`${CAUSE} likely`]);
  });

  it('is not judged where none is named, on Auto Mode and without the cluster', () => {
    const other = at('https://012345.gr7.eu-central-1.eks.amazonaws.com');
    expect(said(check, { userData: bootstrap() })).toEqual([]);
    expect(said(check, { ...other, cluster: null })).toEqual([]);
    expect(said(check, { ...other, instance: instance({ serviceManaged: true }) })).toEqual([]);
    expect(said(check, { ...other, cluster: unread('eks:DescribeCluster') })).toEqual(['not checked']);
  });
});
