/** Virtual networks, as EC2 describes them. Optional members are absent exactly where EC2 omits them. */

/** Resource tags, key to value. */
export type Tags = Record<string, string>;

export interface Vpc {
  vpcId: string;
  ownerId: string;
  cidrBlock: string;
  /** All IPv4 blocks, the primary one first. */
  cidrBlocks: string[];
  ipv6CidrBlocks: string[];
  enableDnsSupport: boolean;
  enableDnsHostnames: boolean;
  /** `default` means that no options set is associated. */
  dhcpOptionsId: string;
  isDefault: boolean;
  tags: Tags;
}

export interface DhcpOptions {
  dhcpOptionsId: string;
  ownerId: string;
  dhcpConfigurations: { key: string; values: string[] }[];
  tags: Tags;
}

/** What a name server that is not Amazon's does with a question. Hidden from the API. */
export interface ForeignResolver {
  address: string;
  behaviour: 'forwards-to-public-dns' | 'silent';
}

export interface Subnet {
  subnetId: string;
  vpcId: string;
  ownerId: string;
  availabilityZone: string;
  availabilityZoneId: string;
  cidrBlock: string;
  ipv6CidrBlocks: string[];
  availableIpAddressCount: number;
  mapPublicIpOnLaunch: boolean;
  assignIpv6AddressOnCreation: boolean;
  tags: Tags;
}

export interface Route {
  destinationCidrBlock?: string;
  destinationIpv6CidrBlock?: string;
  destinationPrefixListId?: string;
  /** `local`, `igw-…`, `vgw-…` or, for gateway endpoints, `vpce-…`. */
  gatewayId?: string;
  natGatewayId?: string;
  transitGatewayId?: string;
  vpcPeeringConnectionId?: string;
  egressOnlyInternetGatewayId?: string;
  networkInterfaceId?: string;
  instanceId?: string;
  state: 'active' | 'blackhole';
  origin: 'CreateRouteTable' | 'CreateRoute' | 'EnableVgwRoutePropagation';
}

export interface RouteTable {
  routeTableId: string;
  vpcId: string;
  ownerId: string;
  routes: Route[];
  associations: { routeTableAssociationId: string; main: boolean; subnetId?: string }[];
  tags: Tags;
}

export interface NetworkAclEntry {
  ruleNumber: number;
  /** IANA number, or `-1` for all. */
  protocol: string;
  ruleAction: 'allow' | 'deny';
  egress: boolean;
  cidrBlock?: string;
  ipv6CidrBlock?: string;
  portRange?: { from: number; to: number };
}

export interface NetworkAcl {
  networkAclId: string;
  vpcId: string;
  ownerId: string;
  isDefault: boolean;
  entries: NetworkAclEntry[];
  associations: { networkAclAssociationId: string; subnetId: string }[];
  tags: Tags;
}

/** One rule: exactly one of cidrIpv4, cidrIpv6, prefixListId and referencedGroup is set. */
export interface SecurityGroupRule {
  securityGroupRuleId: string;
  isEgress: boolean;
  /** `tcp`, `udp`, `icmp`, or `-1` for all. */
  ipProtocol: string;
  fromPort?: number;
  toPort?: number;
  cidrIpv4?: string;
  cidrIpv6?: string;
  prefixListId?: string;
  referencedGroup?: { groupId: string; userId: string };
  description?: string;
}

export interface SecurityGroup {
  groupId: string;
  groupName: string;
  description: string;
  vpcId: string;
  ownerId: string;
  rules: SecurityGroupRule[];
  tags: Tags;
}

export interface ManagedPrefixList {
  prefixListId: string;
  prefixListName: string;
  addressFamily: 'IPv4' | 'IPv6';
  ownerId: string;
  entries: { cidr: string; description?: string }[];
}

export interface InternetGateway {
  internetGatewayId: string;
  ownerId: string;
  attachments: { vpcId: string; state: 'available' | 'attaching' | 'detaching' }[];
  tags: Tags;
}

/** What lies behind a transit gateway: a hub VPC of another account. Hidden from the API. */
export interface TransitHub {
  transitGatewayId: string;
  /** The VPCs that are attached to it. */
  spokes: string[];
  /** The public address of its NAT gateway; absent where nothing leads on to the internet. */
  egressAddress?: string;
  /** The private addresses of its interface endpoints. */
  endpoints: string[];
}

/** A private hosted zone for names of AWS services that is not an endpoint's own. Hidden from the API. */
export interface PrivateZone {
  vpcIds: string[];
  /** Service to addresses. */
  answers: Record<string, string[]>;
}

export interface NatGateway {
  natGatewayId: string;
  subnetId: string;
  vpcId: string;
  state: 'pending' | 'failed' | 'available' | 'deleting' | 'deleted';
  connectivityType: 'public' | 'private';
  natGatewayAddresses: { allocationId?: string; networkInterfaceId: string; privateIp: string; publicIp?: string }[];
  failureCode?: string;
  failureMessage?: string;
  createTime: number;
  tags: Tags;
}

export interface VpcEndpoint {
  vpcEndpointId: string;
  vpcEndpointType: 'Interface' | 'Gateway';
  vpcId: string;
  ownerId: string;
  serviceName: string;
  state: 'pendingAcceptance' | 'pending' | 'available' | 'deleting' | 'deleted' | 'rejected' | 'failed';
  /** The policy as JSON text, as EC2 returns it. */
  policyDocument: string;
  privateDnsEnabled: boolean;
  subnetIds: string[];
  /** Security group ids. */
  groups: string[];
  /** Gateway endpoints only. */
  routeTableIds: string[];
  networkInterfaceIds: string[];
  creationTimestamp: number;
  tags: Tags;
}

export interface NetworkInterface {
  networkInterfaceId: string;
  vpcId: string;
  subnetId: string;
  availabilityZone: string;
  ownerId: string;
  description: string;
  interfaceType: 'interface' | 'vpc_endpoint' | 'nat_gateway' | 'trunk' | 'branch';
  requesterManaged: boolean;
  requesterId?: string;
  status: 'available' | 'in-use';
  macAddress: string;
  privateDnsName?: string;
  privateIpAddress: string;
  /** The primary address first. */
  privateIpAddresses: { privateIpAddress: string; primary: boolean }[];
  ipv6Addresses: string[];
  /** Security group ids. */
  groups: string[];
  association?: { publicIp: string; publicDnsName: string; ipOwnerId: string; allocationId?: string };
  attachment?: {
    attachmentId: string;
    instanceId?: string;
    instanceOwnerId: string;
    deviceIndex: number;
    status: 'attached' | 'attaching';
    attachTime: number;
    deleteOnTermination: boolean;
  };
  sourceDestCheck: boolean;
  tags: Tags;
}
