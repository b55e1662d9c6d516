/**
 * Conditions that the EKS node monitoring agent sets on a Node; False is bad (EKS user guide, node-health).
 */
export const AGENT_CONDITIONS: readonly string[] = [
  'KernelReady',
  'NetworkingReady',
  'StorageReady',
  'ContainerRuntimeReady',
  'AcceleratedHardwareReady',
];

/** Reasons of its NetworkingReady=False that are about the address daemon of the VPC CNI (eks-node-monitoring-agent). */
export const IPAMD_REASONS: readonly string[] = ['IPAMDNotReady', 'IPAMDNotRunning'];
