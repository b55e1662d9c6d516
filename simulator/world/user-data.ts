/**
 * User data as EKS, eksctl, CloudFormation and Karpenter write it.
 * Sources: EKS user guide, launch-templates and al2023; amazon-eks-nodegroup.yaml; eksctl pkg/nodebootstrap;
 * karpenter-provider-aws pkg/providers/amifamily/bootstrap.
 */
import { gunzipSync, gzipSync } from 'node:zlib';
import { stringify as toToml } from 'smol-toml';
import { stringify as toYaml } from 'yaml';
import type { ImageFamily } from './images.ts';
import type { Cluster } from './types.ts';

export type NodeKind = 'managed' | 'self-managed' | 'karpenter';

const maxPods = 29;
const unregistered = 'karpenter.sh/unregistered';

/** The labels that each way of launching gives its nodes. */
export function nodeLabels(kind: NodeKind, group: string): Record<string, string> {
  if (kind === 'managed')
    return { 'eks.amazonaws.com/nodegroup': group, 'eks.amazonaws.com/capacityType': 'ON_DEMAND' };
  if (kind === 'self-managed') return { 'alpha.eksctl.io/nodegroup-name': group };
  return { 'karpenter.sh/nodepool': group, 'karpenter.sh/capacity-type': 'on-demand' };
}

/** The user data of a node, base64, as the launch template of its group carries it. */
export function renderUserData(cluster: Cluster, family: ImageFamily, kind: NodeKind, group: string): string {
  const labels = nodeLabels(kind, group);
  return encodeUserData(renderers[family](cluster, kind, labels));
}

/** The NodeConfig of the cluster block alone, as EKS appends it to what the user of a managed group wrote. */
export const clusterPart = (cluster: Cluster): string => toYaml(nodeConfig(cluster, 'managed', {}));

/**
 * Changes the text inside user data and leaves its layers as they were: base64, once more base64, gzip.
 * @param base64 as the API carries it
 */
export function rewriteUserData(base64: string, edit: (text: string) => string): string {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes[0] === 0x1f && bytes[1] === 0x8b)
    return gzipSync(edit(gunzipSync(bytes).toString('utf8'))).toString('base64');
  const text = bytes.toString('utf8');
  const encodedTwice = text.length > 0 && /^[A-Za-z0-9+/=\s]+$/.test(text);
  return encodeUserData(encodedTwice ? rewriteUserData(text, edit) : edit(text));
}

export const encodeUserData = (text: string): string => Buffer.from(text, 'utf8').toString('base64');
export const decodeUserData = (base64: string): string => Buffer.from(base64, 'base64').toString('utf8');

const renderers: Record<ImageFamily, (cluster: Cluster, kind: NodeKind, labels: Record<string, string>) => string> = {
  al2023: (cluster, kind, labels) => mime('application/node.eks.aws', toYaml(nodeConfig(cluster, kind, labels))),
  bottlerocket: (cluster, kind, labels) => toToml({ settings: { kubernetes: settings(cluster, kind, labels) } }),
  al2: (cluster, kind, labels) => {
    if (kind === 'self-managed') return cloudFormationScript(cluster, labels);
    return mime(
      'text/x-shellscript; charset="us-ascii"',
      kind === 'managed' ? eksScript(cluster, labels) : karpenterScript(cluster, labels),
    );
  },
  ubuntu: (cluster, _kind, labels) => eksctlScript(cluster, labels),
  windows: (cluster, _kind, labels) => powerShell(cluster, labels),
};

/** A MIME document of one part, with the boundary that EKS and Karpenter use. */
export function mime(contentType: string, body: string): string {
  return [
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="//"',
    '',
    '--//',
    `Content-Type: ${contentType}`,
    '',
    body,
    '--//--',
    '',
  ].join('\n');
}

/** The service range that nodes are told: IPv6 in IPv6 clusters. */
const serviceCidr = ({ kubernetesNetworkConfig: network }: Cluster): string =>
  (network.ipFamily === 'ipv6' ? network.serviceIpv6Cidr : network.serviceIpv4Cidr) ?? '';

/** The address of cluster DNS: the tenth of the service range. */
function clusterDns(cluster: Cluster): string {
  const base = serviceCidr(cluster).split('/')[0] ?? '';
  return base.includes(':') ? `${base}a` : base.replace(/\d+$/, '10');
}

const listed = (labels: Record<string, string>): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');

/** The NodeConfig that joins a cluster. */
function nodeConfig(cluster: Cluster, kind: NodeKind, labels: Record<string, string>) {
  const taints = kind === 'karpenter' ? { registerWithTaints: [{ key: unregistered, effect: 'NoExecute' }] } : {};
  return {
    apiVersion: 'node.eks.aws/v1alpha1',
    kind: 'NodeConfig',
    spec: {
      cluster: {
        name: cluster.name,
        apiServerEndpoint: cluster.endpoint,
        certificateAuthority: cluster.certificateAuthority,
        cidr: serviceCidr(cluster),
      },
      kubelet: {
        config: { maxPods, clusterDNS: [clusterDns(cluster)], ...taints },
        flags: [`--node-labels=${listed(labels)}`],
      },
    },
  };
}

function settings(cluster: Cluster, kind: NodeKind, labels: Record<string, string>) {
  return {
    'api-server': cluster.endpoint,
    'cluster-certificate': cluster.certificateAuthority,
    'cluster-name': cluster.name,
    'cluster-dns-ip': clusterDns(cluster),
    'max-pods': maxPods,
    'node-labels': labels,
    ...(kind === 'karpenter' ? { 'node-taints': { [unregistered]: [':NoExecute'] } } : {}),
  };
}

const eksScript = (cluster: Cluster, labels: Record<string, string>): string => `#!/bin/bash
set -ex
B64_CLUSTER_CA=${cluster.certificateAuthority}
API_SERVER_URL=${cluster.endpoint}
K8S_CLUSTER_DNS_IP=${clusterDns(cluster)}
/etc/eks/bootstrap.sh ${cluster.name} --kubelet-extra-args '--node-labels=${listed(labels)} --max-pods=${maxPods}' --b64-cluster-ca $B64_CLUSTER_CA --apiserver-endpoint $API_SERVER_URL --dns-cluster-ip $K8S_CLUSTER_DNS_IP --use-max-pods false${ipv6Arguments(cluster)}
`;

const karpenterScript = (cluster: Cluster, labels: Record<string, string>): string => `#!/bin/bash -xe
exec > >(tee /var/log/user-data.log|logger -t user-data -s 2>/dev/console) 2>&1
/etc/eks/bootstrap.sh '${cluster.name}' --apiserver-endpoint '${cluster.endpoint}' --b64-cluster-ca '${cluster.certificateAuthority}' \\
--dns-cluster-ip '${clusterDns(cluster)}' \\
--use-max-pods false \\
--kubelet-extra-args '--node-labels="${listed(labels)}" --register-with-taints="${unregistered}:NoExecute" --max-pods=${maxPods}'${ipv6Arguments(cluster)}
`;

const cloudFormationScript = (cluster: Cluster, labels: Record<string, string>): string => `#!/bin/bash
set -o xtrace
/etc/eks/bootstrap.sh ${cluster.name} --kubelet-extra-args '--node-labels=${listed(labels)}'${ipv6Arguments(cluster)}
/opt/aws/bin/cfn-signal --exit-code $? --stack ${cluster.name}-batch --resource NodeGroup --region ${cluster.arn.split(':')[3]}
`;

/** Ubuntu's images have a bootstrap.sh of the same arguments (eksctl pkg/nodebootstrap/userdata.go). */
const eksctlScript = (cluster: Cluster, labels: Record<string, string>): string => `#!/bin/bash
set -o errexit
set -o pipefail
/etc/eks/bootstrap.sh ${cluster.name} \\
  --apiserver-endpoint "${cluster.endpoint}" \\
  --b64-cluster-ca "${cluster.certificateAuthority}" \\
  --dns-cluster-ip "${clusterDns(cluster)}" \\
  --kubelet-extra-args "--node-labels=${listed(labels)} --max-pods=${maxPods}"
`;

/** EKS user guide, eks-optimized-windows-ami: parameters of the bootstrap script. */
const powerShell = (cluster: Cluster, labels: Record<string, string>): string => `<powershell>
[string]$EKSBinDir = "$env:ProgramFiles\\Amazon\\EKS"
[string]$EKSBootstrapScriptName = 'Start-EKSBootstrap.ps1'
[string]$EKSBootstrapScriptFile = "$EKSBinDir\\$EKSBootstrapScriptName"
& $EKSBootstrapScriptFile -EKSClusterName '${cluster.name}' -APIServerEndpoint '${cluster.endpoint}' -Base64ClusterCA '${cluster.certificateAuthority}' -DNSClusterIP '${clusterDns(cluster)}' -KubeletExtraArgs '--node-labels=${listed(labels)}' 3>&1 4>&1 5>&1 6>&1
</powershell>
`;

const ipv6Arguments = (cluster: Cluster): string =>
  cluster.kubernetesNetworkConfig.ipFamily === 'ipv6'
    ? ` --ip-family ipv6 --service-ipv6-cidr ${cluster.kubernetesNetworkConfig.serviceIpv6Cidr}`
    : '';
