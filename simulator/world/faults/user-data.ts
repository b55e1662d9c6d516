/** Faults of what the node is told at launch: user data and the metadata service. */
import { placeholderCertificate } from '../binding.ts';
import type { World } from '../types.ts';
import { decodeUserData, encodeUserData, mime } from '../user-data.ts';
import { editUserData, type Fault, type Faults, theCluster, theNode, when } from './fault.ts';

const al2023 = when.image('al2023');
const al2 = when.image('al2');
const bottlerocket = when.image('bottlerocket');

export const userDataFaults: Faults = {
  'userdata-missing': edited('userdata-missing', 'The node has no user data', () => ''),
  'mng-custom-ami-no-bootstrap': customImage(
    'The launch template of a managed group names an image itself, so that EKS adds no user data, and neither does it',
    () => '',
  ),
  'mng-custom-ami-no-bootstrap:script': {
    ...customImage(
      'The launch template of a managed group names an image itself, and its script only installs an agent',
      () => '#!/bin/bash\nyum install -y amazon-cloudwatch-agent\n',
    ),
    appliesTo: (world) => world.nodegroups.length > 0 && (al2(world) || al2023(world)),
  },
  'userdata-al2023-bootstrap-sh': edited(
    'userdata-al2023-bootstrap-sh',
    'User data calls bootstrap.sh, which Amazon Linux 2023 does not have',
    (_, world) => `#!/bin/bash\nset -o xtrace\n/etc/eks/bootstrap.sh ${theCluster(world).name}\n`,
    al2023,
  ),
  'userdata-mime-malformed': edited(
    'userdata-mime-malformed',
    'An empty line before the MIME headers of user data hides them',
    (text) => `\n${text}`,
    al2023,
  ),
  'userdata-nodeconfig-invalid': edited(
    'userdata-nodeconfig-invalid',
    'The NodeConfig has no service CIDR',
    (text) => text.replace(/\n +cidr: .*/, ''),
    al2023,
  ),
  'userdata-nodeconfig-invalid:kind': edited(
    'userdata-nodeconfig-invalid',
    'The NodeConfig is of the wrong kind',
    (text) => text.replace('kind: NodeConfig', 'kind: NodeConfiguration'),
    al2023,
  ),
  'userdata-wrong-cluster-name': edited(
    'userdata-wrong-cluster-name',
    'User data names another cluster',
    (text, world) =>
      text.replace(
        new RegExp(`(name: |cluster-name = "|bootstrap\\.sh '?|-EKSClusterName ')${theCluster(world).name}`),
        (_, before: string) => `${before}prod-us`,
      ),
  ),
  'userdata-wrong-endpoint': edited(
    'userdata-wrong-endpoint',
    'User data carries the endpoint of a cluster that is gone',
    (text, world) => text.replaceAll(theCluster(world).endpoint, goneEndpoint(world)),
    when.carriesEndpoint,
  ),
  'userdata-wrong-ca': edited(
    'userdata-wrong-ca',
    'User data carries the certificate authority of a former cluster of the same name',
    (text, world) => text.replaceAll(theCluster(world).certificateAuthority, placeholderCertificate('former')),
    when.carriesEndpoint,
  ),
  'userdata-bootstrap-args': edited(
    'userdata-bootstrap-args',
    'An option with an equals sign is taken for the cluster name by bootstrap.sh',
    (text) => text.replace('/etc/eks/bootstrap.sh ', '/etc/eks/bootstrap.sh --use-max-pods=false '),
    al2,
  ),
  'userdata-bootstrap-args:no-name': edited(
    'userdata-bootstrap-args',
    'bootstrap.sh is called without a cluster name',
    (text, world) => text.replace(new RegExp(`(bootstrap\\.sh.*?) '?${theCluster(world).name}'?`), '$1'),
    al2,
  ),
  'bottlerocket-settings-invalid': edited(
    'bottlerocket-settings-invalid',
    'The settings have no cluster name',
    (text) => text.replace(/^cluster-name = .*\n/m, ''),
    bottlerocket,
  ),
  'bottlerocket-settings-invalid:not-toml': edited(
    'bottlerocket-settings-invalid',
    'User data is a MIME document, which Bottlerocket does not read',
    (text) => mime('text/plain', text),
    bottlerocket,
  ),
  'kubelet-invalid-node-labels': edited(
    'kubelet-invalid-node-labels',
    'User data gives the node the label of its own role, which kubelet may not set',
    (text) =>
      text
        .replace(/(--node-labels="?)/, '$1node-role.kubernetes.io/worker=true,')
        .replace(
          '[settings.kubernetes.node-labels]\n',
          (table) => `${table}"node-role.kubernetes.io/worker" = "true"\n`,
        ),
  ),
  'kubelet-bad-flag-or-config': edited(
    'kubelet-bad-flag-or-config',
    'User data passes kubelet a flag that went with 1.27',
    (text) =>
      text
        .replace(/^( *- )--node-labels=/m, '$1--container-runtime=remote\n$&')
        .replace("--kubelet-extra-args '", "--kubelet-extra-args '--container-runtime=remote "),
    (world) => al2023(world) || al2(world),
  ),
  'kubelet-bad-flag-or-config:config': edited(
    'kubelet-bad-flag-or-config',
    'The NodeConfig gives kubelet a text where it expects a number',
    (text) => text.replace(/maxPods: (\d+)/, 'maxPods: "$1"'),
    al2023,
  ),
  'node-name-identity-mismatch': edited(
    'node-name-identity-mismatch',
    'User data names the node by hand, and the API server knows it by its private DNS name',
    (text) =>
      text
        .replace(/^( *- )--node-labels=/m, '$1--hostname-override=worker-1\n$&')
        .replace("--kubelet-extra-args '", "--kubelet-extra-args '--hostname-override=worker-1 ")
        .replace('[settings.kubernetes]\n', '$&hostname-override = "worker-1"\n'),
    (world) => al2023(world) || al2(world) || bottlerocket(world),
  ),
  'node-region-wrong': edited(
    'node-region-wrong',
    'The settings name a region in which the instance is not',
    (text) => `${text}\n[settings.aws]\nregion = "sa-east-1"\n`,
    bottlerocket,
  ),
  'userdata-not-executed': edited(
    'userdata-not-executed',
    'The script has no first line that tells what runs it',
    (text) => text.replace(/^#!.*\n/, ''),
    isBareScript,
  ),
  'userdata-not-executed:encoded-twice': edited(
    'userdata-not-executed',
    'The user data is base64 of base64, of which Amazon Linux 2 takes off one layer',
    encodeUserData,
    al2,
  ),
  'userdata-wrong-service-cidr': {
    ...edited(
      'userdata-wrong-service-cidr',
      'User data carries the service range of another cluster',
      (text) => text.replaceAll('172.20.0.', '10.100.0.'),
      (world) => textOf(world).includes('172.20.0.'),
    ),
    prevents: 'nothing',
  },
  'userdata-double-bootstrap': {
    ...edited(
      'userdata-double-bootstrap',
      'The script calls bootstrap.sh itself, before the call that is added to it',
      (text, world) =>
        text.replace(/^\/etc\/eks\/bootstrap\.sh/m, `/etc/eks/bootstrap.sh ${theCluster(world).name}\n$&`),
      (world) => al2(world) && when.online(world),
    ),
    prevents: 'nothing',
  },
  'imds-disabled': {
    cause: 'imds-disabled',
    title: 'The instance metadata service is switched off',
    prevents: 'registration',
    inject: (world) => {
      for (const { metadataOptions } of world.instances) metadataOptions.httpEndpoint = 'disabled';
      for (const { launchTemplateData } of world.launchTemplates.flatMap(({ versions }) => versions)) {
        if (launchTemplateData.metadataOptions) launchTemplateData.metadataOptions.httpEndpoint = 'disabled';
      }
    },
  },
};

function edited(
  cause: string,
  title: string,
  edit: (text: string, world: World) => string,
  appliesTo?: Fault['appliesTo'],
): Fault {
  const inject = (world: World): void => editUserData(world, (text) => edit(text, world));
  return { cause, title, prevents: 'registration', needsNewNode: true, inject, appliesTo };
}

/** The launch template names the image that EKS would have chosen: what is missing is the user data that comes with it. */
function customImage(title: string, edit: (text: string) => string): Fault {
  const { inject, ...fault } = edited('mng-custom-ami-no-bootstrap', title, edit);
  return {
    ...fault,
    inject: (world) => {
      inject(world);
      for (const group of world.nodegroups) group.amiType = 'CUSTOM';
    },
    appliesTo: (world) => world.nodegroups.length > 0,
  };
}

const textOf = (world: World): string => decodeUserData(theNode(world).userData ?? '');

function isBareScript(world: World): boolean {
  return textOf(world).startsWith('#!');
}

const goneEndpoint = ({ account }: World): string =>
  `https://0123456789ABCDEF0123456789ABCDEF.gr7.${account.region}.eks.amazonaws.com`;
