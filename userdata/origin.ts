import type { Instance } from '../core/evidence.ts';
import type { Subject } from '../core/finding.ts';

/** What the user data comes from, shared by all instances with the same fault: template, group, node pool, instance. */
export const originOf = (instance: Instance): Subject => {
  const origins: [string, string | undefined][] = [
    ['launch-template', instance.tags['aws:ec2launchtemplate:id']],
    ['auto-scaling-group', instance.tags['aws:autoscaling:groupName']],
    ['node-pool', instance.tags['karpenter.sh/nodepool']],
    ['node-group', instance.tags['eks:nodegroup-name']],
  ];
  const [kind, id] = origins.find(([, found]) => found) ?? ['instance', instance.id];
  return { kind, id: id ?? instance.id };
};
