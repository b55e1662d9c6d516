import { describe, expect, it } from 'vitest';
import check from '../../../checks/configured/user-data-names-cluster.ts';
import { bootstrap, findings, instance, on, said, userData } from '../../support/configured.ts';
import { healthyTopics, unread } from '../../support/evidence.ts';

const CAUSE = 'userdata-wrong-cluster-name';
const eksctl = instance({ tags: { 'alpha.eksctl.io/cluster-name': 'prod-eu' } });

describe('the cluster that user data names', () => {
  it('is this one, or none is named', () => {
    expect(said(check, {})).toEqual([]);
    expect(said(check, { userData: null })).toEqual([]);
    expect(said(check, { userData: userData({ clusterName: undefined }) })).toEqual([]);
  });

  it('is certainly wrong beside the right endpoint, and stops the node at authentication', () => {
    expect(findings(check, { instance: eksctl, userData: userData({ clusterName: 'Prod-EU' }) })).toMatchObject([
      {
        cause: CAUSE,
        certainty: 'certain',
        stage: 'authenticated',
        facts: { named: 'Prod-EU', cluster: 'prod-eu', endpointFits: true },
      },
    ]);
  });

  it('is certainly wrong where EKS launched the instance for this cluster', () => {
    expect(findings(check, { ...on.al2, userData: bootstrap({ clusterName: 'prod-us' }) })).toMatchObject([
      { cause: CAUSE, certainty: 'certain', stage: 'configured' },
    ]);
  });

  it('may be meant where endpoint and authority are of another cluster too', () => {
    const other = userData({
      clusterName: 'prod-us',
      apiServerEndpoint: 'https://X.gr7.eu-central-1.eks.amazonaws.com',
      caSha256: 'f00',
    });
    expect(said(check, { instance: eksctl, userData: other })).toEqual([`${CAUSE} likely`]);
  });

  it('that does not exist is certain where bootstrap.sh asks for it', () => {
    const seen = { ...on.al2, cluster: null, instance: instance({ tags: {} }) };
    expect(said(check, { ...seen, userData: bootstrap({ clusterName: 'prdo-eu' }) })).toEqual([`${CAUSE} certain`]);
  });

  it('that does not exist here may exist in another account where user data says all', () => {
    const tags = { 'kubernetes.io/cluster/prod-eu': 'owned' };
    const data = userData({ clusterName: 'prdo-eu' });
    expect(said(check, { cluster: null, instance: instance({ tags: {} }), userData: data })).toEqual([
      `${CAUSE} suspect`,
    ]);
    expect(said(check, { cluster: null, instance: instance({ tags }), userData: data })).toEqual([`${CAUSE} likely`]);
  });

  it('is not blamed for the cluster of a tag that does not exist', () => {
    expect(said(check, { cluster: null, userData: bootstrap({ clusterName: 'prod-us' }) })).toEqual([]);
  });

  it('is not judged on Auto Mode, standalone machines and unknown clusters', () => {
    const data = userData({ clusterName: 'x' });
    expect(said(check, { userData: data, instance: instance({ serviceManaged: true }) })).toEqual([]);
    expect(said(check, { userData: { ...data, standalone: true } })).toEqual([]);
    expect(said(check, { userData: data, cluster: unread('eks:DescribeCluster') })).toEqual(['not checked']);
    expect(healthyTopics.cluster.name).toBe('prod-eu');
  });
});
