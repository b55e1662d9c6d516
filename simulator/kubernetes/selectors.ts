/** Label and field selectors. Source: Kubernetes documentation, "Labels and Selectors" and "Field Selectors". */
import type { ObjectMeta } from '../world/types.ts';
import { statusError } from './status.ts';

/** Whether an object fits both selectors. @throws AwsError BadRequest for a selector that cannot be read */
export function isSelected(
  metadata: ObjectMeta,
  labelSelector: string,
  fieldSelector: string,
  spec: object = {},
): boolean {
  const fields: Record<string, unknown> = { 'metadata.name': metadata.name };
  if ('nodeName' in spec) fields['spec.nodeName'] = spec.nodeName;
  return fitsLabels(metadata.labels ?? {}, labelSelector) && fitsFields(fields, fieldSelector);
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

function fitsFields(fields: Record<string, unknown>, selector: string): boolean {
  if (selector === '') return true;
  const [, field = '', value] = /^([\w.]+)==?([^,]+)$/.exec(selector) ?? [];
  if (!(field in fields)) throw statusError('BadRequest', `field label not supported: ${selector}`);
  return fields[field] === value;
}
