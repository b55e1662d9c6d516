/** When things happen on a node, in milliseconds (field experience: a healthy node is Ready within 30 to 90 s of launch). */
export const timing = {
  /** From boot. */
  kernelMs: 4000,
  agentStartMs: 12_000,
  /** Windows starts several times before it runs user data (EKS user guide, eks-optimized-windows-ami: about five minutes). */
  windowsStartMs: 240_000,
  ssmAgentMs: 45_000,
  statusChecksMs: 90_000,
  /** From the end of configuration to kubelet's start. */
  kubeletStartMs: 8000,
  /** From kubelet's start to its first try, and between tries. */
  firstRegistrationMs: 3000,
  registrationRetryMs: 5000,
  /** From registration to the first look at the network plugin, and between looks. */
  firstReadyMs: 12_000,
  readyRetryMs: 10_000,
  /** Between tries of the software that configures the node. */
  configureRetryMs: 15_000,
  ssmRetryMs: 30_000,
};
