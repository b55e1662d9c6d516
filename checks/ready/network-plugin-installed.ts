import { isStuck } from '../../core/age.ts';
import { defineCheck } from '../../core/check.ts';
import { awsNodeIn } from '../../core/daemon-sets.ts';
import { valueOf } from '../../core/observed.ts';

/** EKS user guide, managing-vpc-cni and alternate-cni-plugins: nodes of one's own need a network plugin in the cluster. */
export default defineCheck({
  id: 'network-plugin-installed',
  title: 'The cluster brings nodes a network plugin',
  stage: 'ready',
  needs: ['cluster', 'instance', 'daemonSets'],
  uses: ['addons', 'cniIdentity', 'node', 'moment'],
  causes: {
    'cni-addon-missing': {
      why: 'No DaemonSet brings a network plugin, so no node can become Ready; whoever installs it only after the nodes, as Terraform does unless told otherwise, waits for ever.',
      heals: 'running',
      atMost: 'certain',
      manual:
        'aws eks create-addon --cluster-name CLUSTER --addon-name vpc-cni --resolve-conflicts OVERWRITE (in Terraform set before_compute = true for vpc-cni, or it waits for the nodes that wait for it)',
      docs: [
        'https://docs.aws.amazon.com/eks/latest/userguide/managing-vpc-cni.html',
        'https://docs.aws.amazon.com/eks/latest/userguide/alternate-cni-plugins.html',
      ],
    },
  },
  judge({ cluster, instance, daemonSets, addons, cniIdentity, node, moment }) {
    // Auto Mode and Windows images bring their own network.
    if (!cluster || !instance || instance.serviceManaged || instance.windows || !daemonSets) return [];
    if (awsNodeIn(daemonSets) || daemonSets.some(({ mountsCni }) => mountsCni)) return [];
    const addon = valueOf(addons)?.find(({ name }) => name === 'vpc-cni');
    const hasAddon = addon !== undefined || valueOf(cniIdentity)?.addon === true;
    const knowsAddons = addons.state !== 'unknown' || cniIdentity.state !== 'unknown';
    // An operator may still bring one while the first node comes up.
    const certain = !hasAddon && knowsAddons && isStuck(node, moment);
    return [
      {
        cause: 'cni-addon-missing',
        certainty: certain ? 'certain' : 'likely',
        subject: { kind: 'cluster', id: cluster.name },
        says: `No DaemonSet of ${cluster.name} is aws-node or mounts the folders of a network plugin${hasAddon ? `, though the add-on vpc-cni is ${addon?.status ?? 'there'}` : knowsAddons ? ', and there is no add-on vpc-cni' : ''}.`,
        facts: { cluster: cluster.name, daemonSets: daemonSets.map(({ name }) => name), addon: addon?.status ?? null },
        evidence: [
          { source: 'kubernetes:ListDaemonSets', says: `none of ${daemonSets.length} mounts /etc/cni or /opt/cni` },
          ...(knowsAddons
            ? [{ source: 'eks:DescribeAddon', says: hasAddon ? `vpc-cni ${addon?.status ?? ''}` : 'no add-on vpc-cni' }]
            : []),
        ],
        commands: hasAddon
          ? [`aws eks describe-addon --cluster-name ${cluster.name} --addon-name vpc-cni`]
          : [`aws eks create-addon --cluster-name ${cluster.name} --addon-name vpc-cni --resolve-conflicts OVERWRITE`],
      },
    ];
  },
});
