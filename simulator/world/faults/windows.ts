/** Faults that only Windows nodes have. */
import { kubernetesOf } from '../kubernetes.ts';
import { editUserData, type Faults, theCluster, theNodeRole, when } from './fault.ts';

const windows = when.image('windows');

export const windowsFaults: Faults = {
  'windows-bootstrap-failed': {
    cause: 'windows-bootstrap-failed',
    title: 'The PowerShell of user data installs an agent and never bootstraps the node',
    prevents: 'registration',
    needsNewNode: true,
    inject: (world) =>
      editUserData(
        world,
        () => "<powershell>\nStart-Process -Wait 'C:\\agent\\setup.exe' -Args '/quiet'\n</powershell>\n",
      ),
    appliesTo: windows,
  },
  'access-entry-os-mismatch': {
    cause: 'access-entry-os-mismatch',
    title: 'The access entry of Windows nodes is one for Linux, without the group of their kube-proxy',
    prevents: 'nothing',
    inject: (world) => {
      const { arn } = theNodeRole(world);
      const entry = world.accessEntries.find(({ principalArn }) => principalArn === arn);
      Object.assign(entry ?? {}, { type: 'EC2_LINUX', kubernetesGroups: ['system:nodes'] });
    },
    appliesTo: (world) => windows(world) && when.accessEntries(world),
  },
  'windows-ipam-disabled': {
    cause: 'windows-ipam-disabled',
    title: 'Support of Windows was never switched on in the cluster, so that no pod gets an address',
    prevents: 'nothing',
    inject: (world) => {
      const state = kubernetesOf(world, theCluster(world).name);
      state.configMaps = state.configMaps.filter(({ metadata }) => metadata.name !== 'amazon-vpc-cni');
    },
    appliesTo: windows,
  },
};
