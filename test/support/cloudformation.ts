import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';

/** A CloudFormation template, as far as the tests read it. */
export interface Template {
  readonly Resources: Record<string, { Type: string; Properties?: Record<string, unknown> }>;
  readonly Outputs?: Record<string, unknown>;
}

/**
 * What CloudFormation would not understand of a template: unknown resource types and properties, missing required
 * properties, and references to what is not there. By the published CloudFormation schemas, offline.
 */
export const misspelled = (template: Template): string[] => {
  const spec = loadAwsServiceSpecSync();
  const wrong: string[] = [];
  for (const [id, { Type: type, Properties: given = {} }] of Object.entries(template.Resources)) {
    const [resource] = spec.lookup('resource', 'cloudFormationType', 'equals', type);
    if (!resource) {
      wrong.push(`${id}: no resource type ${type}`);
      continue;
    }
    for (const name of Object.keys(given))
      if (!(name in resource.properties)) wrong.push(`${id}: ${type} has no ${name}`);
    for (const [name, { required }] of Object.entries(resource.properties)) {
      if (required && !(name in given)) wrong.push(`${id}: ${type} needs ${name}`);
    }
  }
  return [...wrong, ...loose(template)];
};

/** References whose resource is missing. */
const loose = (template: Template): string[] => {
  const names = new Set(Object.keys(template.Resources));
  const found: string[] = [];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(walk);
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'Ref') found.push(String(inner));
      else if (key === 'Fn::GetAtt') found.push(String(Array.isArray(inner) ? inner[0] : inner).split('.')[0] ?? '');
      else walk(inner);
    }
  };
  walk(template.Resources);
  walk(template.Outputs);
  return found.filter((name) => !names.has(name) && !name.startsWith('AWS::')).map((name) => `no resource ${name}`);
};
