/** How scripts call bootstrap.sh (amazon-eks-ami templates/al2/runtime/bootstrap.sh). */
import { healthyWorld, type Site } from '../healthy.ts';
import { editLaunch, type HealthyWorld } from './variety.ts';

const script =
  (lines: (site: Site) => string[]) =>
  (site: Site): void =>
    editLaunch(site, () => ['#!/bin/bash', 'set -o xtrace', ...lines(site), ''].join('\n'));

const access = ({ cluster }: Site): string =>
  `--b64-cluster-ca ${cluster.certificateAuthority} --apiserver-endpoint ${cluster.endpoint}`;

export const bootstrapWorlds: readonly HealthyWorld[] = [
  {
    name: 'bootstrap.sh with nothing but the name: it describes the cluster',
    world: () =>
      healthyWorld({
        nodeKind: 'self-managed',
        image: 'al2',
        prepare: script(({ cluster }) => [`/etc/eks/bootstrap.sh ${cluster.name}`]),
      }),
  },
  {
    name: 'bootstrap.sh with endpoint and CA after the name',
    world: () =>
      healthyWorld({
        nodeKind: 'self-managed',
        image: 'al2',
        prepare: script((site) => [`/etc/eks/bootstrap.sh ${site.cluster.name} ${access(site)}`]),
      }),
  },
  {
    name: 'bootstrap.sh with its options before the name',
    world: () =>
      healthyWorld({
        nodeKind: 'self-managed',
        image: 'al2',
        prepare: script((site) => [
          `/etc/eks/bootstrap.sh ${access(site)} --kubelet-extra-args '--node-labels=team=payments' ${site.cluster.name}`,
        ]),
      }),
  },
  {
    name: 'bootstrap.sh with the endpoint and no CA: it describes the cluster after all',
    world: () =>
      healthyWorld({
        nodeKind: 'self-managed',
        image: 'al2',
        prepare: script(({ cluster }) => [
          `/etc/eks/bootstrap.sh ${cluster.name} --apiserver-endpoint ${cluster.endpoint} --use-max-pods true`,
        ]),
      }),
  },
  {
    name: 'bootstrap.sh whose name is a variable of the script',
    world: () =>
      healthyWorld({
        nodeKind: 'self-managed',
        image: 'al2',
        prepare: script((site) => [
          `CLUSTER=${site.cluster.name}`,
          'echo "nodes of $CLUSTER"',
          `/etc/eks/bootstrap.sh "$CLUSTER" ${access(site)}`,
        ]),
      }),
  },
];
