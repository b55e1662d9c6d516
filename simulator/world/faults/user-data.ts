/** Faults of what the node is told at launch: user data and the metadata service. */
import { placeholderCertificate } from '../binding.ts';
import type { World } from '../types.ts';
import { mime } from '../user-data.ts';
import { editUserData, type Fault, type Faults, theCluster, when } from './fault.ts';

const al2023 = when.image('al2023');
const al2 = when.image('al2');
const bottlerocket = when.image('bottlerocket');

export const userDataFaults: Faults = {
  'userdata-missing': edited('userdata-missing', 'The node has no user data', () => ''),
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
        new RegExp(`(name: |cluster-name = "|bootstrap\\.sh '?)${theCluster(world).name}`),
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
    (text) => text.replace(/\/etc\/eks\/bootstrap\.sh \S+/, '/etc/eks/bootstrap.sh'),
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

const goneEndpoint = ({ account }: World): string =>
  `https://0123456789ABCDEF0123456789ABCDEF.gr7.${account.region}.eks.amazonaws.com`;
