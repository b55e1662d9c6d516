import type { Certainty } from '../core/finding.ts';
import { userTemplateOf } from './mapping.ts';
import type { NodeIdentity, NoIdentity } from './node-identity.ts';

/**
 * How surely a broken cluster role keeps this node out: the control plane needs the role to look up the node's private
 * DNS name, and only for mappings that ask for that name.
 *
 * Source: aws-iam-authenticator pkg/server/server.go, renderTemplate, and pkg/ec2provider/ec2provider.go.
 */
export const lookUpCertainty = (identity: NodeIdentity | NoIdentity): Certainty => {
  if (!('mapping' in identity)) return 'likely';
  const template = userTemplateOf(identity.mapping);
  if (template === undefined) return 'likely';
  if (!template.includes('{{EC2PrivateDNSName}}')) return 'suspect';
  return 'sure' in identity.mapping && identity.mapping.sure ? 'certain' : 'likely';
};
