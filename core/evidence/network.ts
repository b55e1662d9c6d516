import type { Tags } from './instance.ts';

/** `ec2:DescribeVpcs` and `ec2:DescribeVpcAttribute`. */
export interface Vpc {
  readonly id: string;
  readonly ownerId: string;
  readonly cidrs: readonly string[];
  readonly ipv6Cidrs: readonly string[];
  /** `default` means that no option set is associated. */
  readonly dhcpOptionsId: string;
  readonly tags: Tags;
}

/** `ec2:DescribeVpcAttribute`, both attributes. */
export interface VpcDns {
  readonly enableDnsSupport: boolean;
  readonly enableDnsHostnames: boolean;
}

/** `ec2:DescribeDhcpOptions`. */
export interface DhcpOptions {
  readonly id: string;
  /** `domain-name-servers`; `AmazonProvidedDNS` is the VPC resolver. Empty when the set names none. */
  readonly nameServers: readonly string[];
  readonly domainName?: string;
}

/** `ec2:DescribeSubnets`. */
export interface Subnet {
  readonly id: string;
  readonly vpcId: string;
  readonly cidr: string;
  readonly ipv6Cidrs: readonly string[];
  readonly availabilityZone: string;
  readonly availabilityZoneId?: string;
  readonly availableIpAddressCount: number;
  readonly mapPublicIpOnLaunch: boolean;
  readonly tags: Tags;
}

/** `ec2:DescribeRouteTables`. */
export interface RouteTable {
  readonly id: string;
  readonly vpcId: string;
  readonly main: boolean;
  /** Subnets that are associated explicitly. */
  readonly subnetIds: readonly string[];
  readonly routes: readonly Route[];
}

/** One route. Exactly one of `cidr`, `ipv6Cidr` and `prefixListId` is its destination. */
export interface Route {
  readonly cidr?: string;
  readonly ipv6Cidr?: string;
  readonly prefixListId?: string;
  /** `local`, or the id or ARN of the gateway, interface, endpoint, attachment or peering. Missing when AWS names none. */
  readonly target?: string;
  readonly state: 'active' | 'blackhole';
}

/** `ec2:DescribeNetworkAcls`. */
export interface NetworkAcl {
  readonly id: string;
  readonly vpcId: string;
  readonly isDefault: boolean;
  readonly subnetIds: readonly string[];
  readonly entries: readonly NetworkAclEntry[];
}

/** One entry; the lowest number that matches wins. `protocol` is the IANA number as text, `-1` for all. */
export interface NetworkAclEntry {
  readonly ruleNumber: number;
  readonly egress: boolean;
  readonly protocol: string;
  readonly action: 'allow' | 'deny';
  readonly cidr?: string;
  readonly ipv6Cidr?: string;
  /** Inclusive; missing for protocols without ports and for `-1`. */
  readonly ports?: { readonly from: number; readonly to: number };
}

/** `ec2:DescribeSecurityGroups`. */
export interface SecurityGroup {
  readonly id: string;
  readonly name: string;
  readonly vpcId: string;
  readonly ownerId: string;
  readonly ingress: readonly SecurityGroupRule[];
  readonly egress: readonly SecurityGroupRule[];
  readonly tags: Tags;
}

/** One permission of a group. `protocol` is `-1` (all), `tcp`, `udp`, `icmp`, `icmpv6` or an IANA number as text. */
export interface SecurityGroupRule {
  readonly protocol: string;
  /** Inclusive; missing for `-1`. */
  readonly ports?: { readonly from: number; readonly to: number };
  readonly cidrs: readonly string[];
  readonly ipv6Cidrs: readonly string[];
  readonly groups: readonly { readonly id: string; readonly ownerId?: string; readonly peeringId?: string }[];
  readonly prefixLists: readonly string[];
}

/** `ec2:GetManagedPrefixListEntries`, one list. */
export interface PrefixList {
  readonly id: string;
  readonly name?: string;
  readonly cidrs: readonly string[];
}

/** `ec2:DescribeInternetGateways`. */
export interface InternetGateway {
  readonly id: string;
  readonly attachments: readonly { readonly vpcId: string; readonly state: string }[];
}

/** `ec2:DescribeNatGateways`. */
export interface NatGateway {
  readonly id: string;
  readonly vpcId: string;
  /** Missing for a regional NAT gateway. */
  readonly subnetId?: string;
  readonly state: 'pending' | 'failed' | 'available' | 'deleting' | 'deleted';
  readonly connectivity: 'public' | 'private';
  readonly publicIps: readonly string[];
  readonly failureCode?: string;
}

/** `ec2:DescribeVpcEndpoints`. */
export interface VpcEndpoint {
  readonly id: string;
  readonly vpcId: string;
  readonly type: 'Interface' | 'Gateway' | 'GatewayLoadBalancer' | 'Resource' | 'ServiceNetwork' | 'Tunnel';
  /** Such as `com.amazonaws.eu-central-1.ec2`. */
  readonly serviceName: string;
  /** In lower case; AWS spells both `available` and `Available`. */
  readonly state: string;
  readonly privateDnsEnabled: boolean;
  readonly subnetIds: readonly string[];
  readonly routeTableIds: readonly string[];
  readonly groups: readonly string[];
  readonly interfaceIds: readonly string[];
  /** The endpoint policy as JSON text. */
  readonly policy?: string;
}

/** `ec2:DescribeNetworkInterfaces`. */
export interface NetworkInterface {
  readonly id: string;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly description: string;
  readonly privateIps: readonly string[];
  readonly ipv6: readonly string[];
  readonly groups: readonly string[];
  readonly requesterManaged: boolean;
  readonly instanceId?: string;
  readonly tags: Tags;
}
