/** Label and field selectors. Source: Kubernetes documentation, "Labels and Selectors" and "Field Selectors". */
import type { ObjectMeta } from '../world/types.ts';
import { statusError } from './status.ts';

/** Whether an object fits both selectors. @throws AwsError BadRequest for a selector that cannot be read */
export function isSelected(metadata: ObjectMeta, labelSelector: string, fieldSelector: string): boolean {
  return fitsLabels(metadata.labels ?? {}, labelSelector) && fitsFields(metadata, fieldSelector);
}

function fitsLabels(labels: Record<string, string>, selector: string): boolean {
  // Commas inside the parentheses of a set do not part requirements.
  const requirements = selector.split(/,(?![^(]*\))/).filter((part) => part.trim() !== '');
  return requirements.every((requirement) => fits(labels, requirement.trim()));
}

function fits(labels: Record<string, string>, requirement: string): boolean {
  const set = /^(\S+)\s+(in|notin)\s+\(([^)]*)\)$/.exec(requirement);
  if (set) {
    const [, key = '', operator, values = ''] = set;
    const listed = values.split(',').map((value) => value.trim());
    const value = labels[key];
    return (value !== undefined && listed.includes(value)) === (operator === 'in');
  }
  const [, absent, key = '', operator, value] = /^(!?)([^\s=!]+)\s*(?:(==?|!=)\s*(\S*))?$/.exec(requirement) ?? [];
  if (key === '') throw statusError('BadRequest', `unable to parse requirement: ${requirement}`);
  if (operator === undefined) return key in labels === (absent === '');
  return (labels[key] === value) === (operator !== '!=');
}

function fitsFields({ name }: ObjectMeta, selector: string): boolean {
  if (selector === '') return true;
  const match = /^metadata\.name==?([^,]+)$/.exec(selector);
  if (!match) throw statusError('BadRequest', `field label not supported: ${selector}`);
  return match[1] === name;
}
