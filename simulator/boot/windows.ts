/**
 * How a Windows node configures itself: EC2Launch runs the PowerShell of the user data, which calls Start-EKSBootstrap.ps1.
 * Source: EKS user guide, eks-optimized-windows-ami (endpoint and certificate authority only count together; otherwise
 * the script describes the cluster).
 */
import type { Instance, World } from '../world/types.ts';
import { callAws } from './aws-calls.ts';
import { type Attempt, hopeless, parseLabels, retried } from './settings.ts';
import { readUserData } from './user-data.ts';

const describeClusterLimit = 4 * 60_000;

/** Reads the parameters of the bootstrap script; the node's name is the instance's private DNS name. */
export function configureWindows(world: World, instance: Instance): Attempt {
  if (instance.metadataOptions.httpEndpoint === 'disabled') return hopeless('the metadata service is disabled');
  const script = /<powershell>([\s\S]*?)<\/powershell>/i.exec(readUserData(instance.userData))?.[1] ?? '';
  const clusterName = parameter(script, 'EKSClusterName');
  if (!/Start-EKSBootstrap\.ps1/i.test(script) || !clusterName) return hopeless('nothing runs Start-EKSBootstrap.ps1');
  const given = { endpoint: parameter(script, 'APIServerEndpoint'), ca: parameter(script, 'Base64ClusterCA') };
  if (!given.endpoint || !given.ca) {
    const resource = `arn:${world.account.partition}:eks:${world.account.region}:${world.account.id}:cluster/${clusterName}`;
    const call = callAws(world, instance, { service: 'eks', action: 'eks:DescribeCluster', resource });
    if (!call.ok) return retried(call.reason, describeClusterLimit);
  }
  const cluster = world.clusters.find(({ name }) => name === clusterName);
  const complete = given.endpoint && given.ca;
  if (!complete && !cluster) return retried(`there is no cluster ${clusterName}`, describeClusterLimit);
  return {
    ok: true,
    settings: {
      clusterName,
      endpoint: complete ? (given.endpoint ?? '') : (cluster?.endpoint ?? ''),
      certificateAuthority: complete ? (given.ca ?? '') : (cluster?.certificateAuthority ?? ''),
      nodeName: instance.privateDnsName.toLowerCase(),
      labels: parseLabels(/--node-labels=([^\s']+)/.exec(script)?.[1] ?? ''),
    },
  };
}

const parameter = (script: string, name: string): string | undefined =>
  new RegExp(`-${name}\\s+'([^']+)'`, 'i').exec(script)?.[1];
