import type { Subnet } from '../core/evidence.ts';

/** The tag that opens a subnet to the VPC CNI, or with the value 0 closes it. */
export const CNI_ROLE = 'kubernetes.io/role/cni';

/** Other subnets of the zone that are tagged for the VPC CNI to take addresses from (amazon-vpc-cni-k8s pkg/awsutils). */
export const otherCniSubnets = (of: Subnet, subnets: readonly Subnet[]): readonly Subnet[] =>
  subnets.filter(
    ({ id, availabilityZone, tags }) =>
      id !== of.id &&
      availabilityZone === of.availabilityZone &&
      tags[CNI_ROLE] !== undefined &&
      tags[CNI_ROLE] !== '0',
  );
