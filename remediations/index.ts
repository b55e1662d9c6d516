import type { Remediation } from '../core/remediation.ts';
import attachNodePolicy from './attach-node-policy.ts';
import mapNodeRole from './map-node-role.ts';
import vpcDns from './vpc-dns.ts';

/** Every fix there is. */
export const remediations: readonly Remediation[] = [vpcDns, attachNodePolicy, mapNodeRole];
