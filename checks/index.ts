import type { AnyCheck } from '../core/check.ts';
import groupLaunchesInstances from './launched/group-launches-instances.ts';
import imageFitsInstanceType from './launched/image-fits-instance-type.ts';
import imageIsAvailable from './launched/image-is-available.ts';
import instanceIsLeftRunning from './launched/instance-is-left-running.ts';
import launchTemplateExists from './launched/launch-template-exists.ts';
import lifecycleHookPassed from './launched/lifecycle-hook-passed.ts';
import nodeGroupIsHealthy from './launched/node-group-is-healthy.ts';
import templateProfileExists from './launched/template-profile-exists.ts';
import templateTagsFitMetadata from './launched/template-tags-fit-metadata.ts';
import statusChecksPass from './booted/status-checks-pass.ts';
import bootCallsAnswered from './configured/boot-calls-answered.ts';
import bootstrapArgumentsRight from './configured/bootstrap-arguments-right.ts';
import bootstrapCalledOnce from './configured/bootstrap-called-once.ts';
import ec2MayAssumeNodeRole from './configured/ec2-may-assume-node-role.ts';
import gpuImageOnGpuInstance from './configured/gpu-image-on-gpu-instance.ts';
import imageBuiltForEks from './configured/image-built-for-eks.ts';
import imageFamilyMaintained from './configured/image-family-maintained.ts';
import imageHasCgroupV2 from './configured/image-has-cgroup-v2.ts';
import imageVersionFitsCluster from './configured/image-version-fits-cluster.ts';
import instanceHasProfile from './configured/instance-has-profile.ts';
import instanceMetadataReachable from './configured/instance-metadata-reachable.ts';
import instanceProfileHoldsRole from './configured/instance-profile-holds-role.ts';
import instanceTypeWithoutSwap from './configured/instance-type-without-swap.ts';
import ipFamilyFits from './configured/ip-family-fits.ts';
import kubeletConfigWellTyped from './configured/kubelet-config-well-typed.ts';
import kubeletFlagsKnown from './configured/kubelet-flags-known.ts';
import nodeConfigComplete from './configured/node-config-complete.ts';
import nodeLabelsAllowed from './configured/node-labels-allowed.ts';
import nodeRegionRight from './configured/node-region-right.ts';
import nodeRoleAllowsBoot from './configured/node-role-allows-boot.ts';
import nodeRoleExists from './configured/node-role-exists.ts';
import privateDnsNamePresent from './configured/private-dns-name-present.ts';
import serviceCidrFits from './configured/service-cidr-fits.ts';
import userDataExecuted from './configured/user-data-executed.ts';
import userDataFitsImage from './configured/user-data-fits-image.ts';
import userDataNamesCa from './configured/user-data-names-ca.ts';
import userDataNamesCluster from './configured/user-data-names-cluster.ts';
import userDataNamesEndpoint from './configured/user-data-names-endpoint.ts';
import userDataPresent from './configured/user-data-present.ts';
import awsEndpointPoliciesAllowNode from './connected/aws-endpoint-policies-allow-node.ts';
import awsEndpointsAdmitNode from './connected/aws-endpoints-admit-node.ts';
import awsEndpointsReplaceInternet from './connected/aws-endpoints-replace-internet.ts';
import awsEndpointsUsable from './connected/aws-endpoints-usable.ts';
import clusterGroupsAdmitNode from './connected/cluster-groups-admit-node.ts';
import clusterHasInterfaces from './connected/cluster-has-interfaces.ts';
import defaultRouteAlive from './connected/default-route-alive.ts';
import dhcpDomainNameUsual from './connected/dhcp-domain-name-usual.ts';
import dhcpNamesVpcResolver from './connected/dhcp-names-vpc-resolver.ts';
import dockerBridgeApart from './connected/docker-bridge-apart.ts';
import endpointReachableWithoutInternet from './connected/endpoint-reachable-without-internet.ts';
import instanceInClusterVpc from './connected/instance-in-cluster-vpc.ts';
import internetGatewayAttached from './connected/internet-gateway-attached.ts';
import ipv6LeadsOut from './connected/ipv6-leads-out.ts';
import kubeletReachable from './connected/kubelet-reachable.ts';
import natGatewayWorks from './connected/nat-gateway-works.ts';
import networkAclsLetThrough from './connected/network-acls-let-through.ts';
import nodeGroupsAllowEgress from './connected/node-groups-allow-egress.ts';
import publicAccessAdmitsNode from './connected/public-access-admits-node.ts';
import publicSubnetGivesPublicIp from './connected/public-subnet-gives-public-ip.ts';
import trafficLeavesUnfiltered from './connected/traffic-leaves-unfiltered.ts';
import vpcDnsHostnamesOn from './connected/vpc-dns-hostnames-on.ts';
import vpcDnsSupportOn from './connected/vpc-dns-support-on.ts';
import accessEntryIsCurrent from './authenticated/access-entry-is-current.ts';
import awsAuthIsWhole from './authenticated/aws-auth-is-whole.ts';
import awsAuthNamesRole from './authenticated/aws-auth-names-role.ts';
import clusterIsActive from './authenticated/cluster-is-active.ts';
import clusterIsHealthy from './authenticated/cluster-is-healthy.ts';
import clusterRoleMayLookUpNodes from './authenticated/cluster-role-may-look-up-nodes.ts';
import clusterRoleTrustsEks from './authenticated/cluster-role-trusts-eks.ts';
import nodeRoleIsMapped from './authenticated/node-role-is-mapped.ts';
import nodeRoleIsNotClusterRole from './authenticated/node-role-is-not-cluster-role.ts';
import nodeRoleOfClusterAccount from './authenticated/node-role-of-cluster-account.ts';
import regionTakesGlobalTokens from './authenticated/region-takes-global-tokens.ts';
import accessEntryFitsNode from './registered/access-entry-fits-node.ts';
import accessEntryIsForNodes from './registered/access-entry-is-for-nodes.ts';
import awsAuthMakesItANode from './registered/aws-auth-makes-it-a-node.ts';
import instanceTaggedForCluster from './registered/instance-tagged-for-cluster.ts';
import nodeInItsOwnCluster from './registered/node-in-its-own-cluster.ts';
import nodeManagerBound from './registered/node-manager-bound.ts';
import nodeNameMatchesIdentity from './registered/node-name-matches-identity.ts';
import webhooksLetNodesIn from './registered/webhooks-let-nodes-in.ts';
import cloudControllerFoundInstance from './ready/cloud-controller-found-instance.ts';
import cniReachesApiServer from './ready/cni-reaches-api-server.ts';
import cniRoleMayAssignAddresses from './ready/cni-role-may-assign-addresses.ts';
import cniVersionFitsImage from './ready/cni-version-fits-image.ts';
import eniConfigForNode from './ready/eni-config-for-node.ts';
import kubeProxyInstalled from './ready/kube-proxy-installed.ts';
import maxPodsFitDaemonSets from './ready/max-pods-fit-daemon-sets.ts';
import networkImagesPulled from './ready/network-images-pulled.ts';
import networkPluginInitialized from './ready/network-plugin-initialized.ts';
import networkPluginInstalled from './ready/network-plugin-installed.ts';
import nodeCertificatesGranted from './ready/node-certificates-granted.ts';
import nodeNotUnderPressure from './ready/node-not-under-pressure.ts';
import nodeRoleMayPullImages from './ready/node-role-may-pull-images.ts';
import startupTaintsGone from './ready/startup-taints-gone.ts';
import subnetHasAddresses from './ready/subnet-has-addresses.ts';
import subnetsOpenToCni from './ready/subnets-open-to-cni.ts';
import windowsAddressesOn from './ready/windows-addresses-on.ts';

/** Every check, in the order of the ladder. Generated by scripts/generate.ts from the files in this folder. */
export const checks: readonly AnyCheck[] = [
  groupLaunchesInstances,
  imageFitsInstanceType,
  imageIsAvailable,
  instanceIsLeftRunning,
  launchTemplateExists,
  lifecycleHookPassed,
  nodeGroupIsHealthy,
  templateProfileExists,
  templateTagsFitMetadata,
  statusChecksPass,
  bootCallsAnswered,
  bootstrapArgumentsRight,
  bootstrapCalledOnce,
  ec2MayAssumeNodeRole,
  gpuImageOnGpuInstance,
  imageBuiltForEks,
  imageFamilyMaintained,
  imageHasCgroupV2,
  imageVersionFitsCluster,
  instanceHasProfile,
  instanceMetadataReachable,
  instanceProfileHoldsRole,
  instanceTypeWithoutSwap,
  ipFamilyFits,
  kubeletConfigWellTyped,
  kubeletFlagsKnown,
  nodeConfigComplete,
  nodeLabelsAllowed,
  nodeRegionRight,
  nodeRoleAllowsBoot,
  nodeRoleExists,
  privateDnsNamePresent,
  serviceCidrFits,
  userDataExecuted,
  userDataFitsImage,
  userDataNamesCa,
  userDataNamesCluster,
  userDataNamesEndpoint,
  userDataPresent,
  awsEndpointPoliciesAllowNode,
  awsEndpointsAdmitNode,
  awsEndpointsReplaceInternet,
  awsEndpointsUsable,
  clusterGroupsAdmitNode,
  clusterHasInterfaces,
  defaultRouteAlive,
  dhcpDomainNameUsual,
  dhcpNamesVpcResolver,
  dockerBridgeApart,
  endpointReachableWithoutInternet,
  instanceInClusterVpc,
  internetGatewayAttached,
  ipv6LeadsOut,
  kubeletReachable,
  natGatewayWorks,
  networkAclsLetThrough,
  nodeGroupsAllowEgress,
  publicAccessAdmitsNode,
  publicSubnetGivesPublicIp,
  trafficLeavesUnfiltered,
  vpcDnsHostnamesOn,
  vpcDnsSupportOn,
  accessEntryIsCurrent,
  awsAuthIsWhole,
  awsAuthNamesRole,
  clusterIsActive,
  clusterIsHealthy,
  clusterRoleMayLookUpNodes,
  clusterRoleTrustsEks,
  nodeRoleIsMapped,
  nodeRoleIsNotClusterRole,
  nodeRoleOfClusterAccount,
  regionTakesGlobalTokens,
  accessEntryFitsNode,
  accessEntryIsForNodes,
  awsAuthMakesItANode,
  instanceTaggedForCluster,
  nodeInItsOwnCluster,
  nodeManagerBound,
  nodeNameMatchesIdentity,
  webhooksLetNodesIn,
  cloudControllerFoundInstance,
  cniReachesApiServer,
  cniRoleMayAssignAddresses,
  cniVersionFitsImage,
  eniConfigForNode,
  kubeProxyInstalled,
  maxPodsFitDaemonSets,
  networkImagesPulled,
  networkPluginInitialized,
  networkPluginInstalled,
  nodeCertificatesGranted,
  nodeNotUnderPressure,
  nodeRoleMayPullImages,
  startupTaintsGone,
  subnetHasAddresses,
  subnetsOpenToCni,
  windowsAddressesOn,
];
