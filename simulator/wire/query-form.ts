/** Reads the form of a query-protocol request by its input schema: the inverse of the SDK's QueryShapeSerializer. */
import { FromStringShapeDeserializer } from '@smithy/core/protocols';
import type { NormalizedSchema } from '@smithy/core/schema';

/** A form's keys, split at their dots: `Filter.1.Name=vpc-id` is the value of Filter → 1 → Name. */
interface Branch {
  value?: string;
  children: Map<string, Branch>;
}

const scalars = new FromStringShapeDeserializer({
  timestampFormat: { useTrait: true, default: 5 },
});

/**
 * @param schema of the operation's input
 * @param form the decoded body
 * @param ec2 true for the EC2 dialect: lists are always flat, keys capitalised or named by `ec2QueryName`
 */
export function readForm(schema: NormalizedSchema, form: URLSearchParams, ec2: boolean): unknown {
  const root: Branch = { children: new Map() };
  for (const [key, value] of form) {
    let branch = root;
    for (const part of key.split('.')) branch = childOf(branch, part);
    branch.value = value;
  }
  return schema.isUnitSchema() ? {} : read(schema, root, ec2);
}

function childOf(branch: Branch, name: string): Branch {
  const known = branch.children.get(name);
  if (known) return known;
  const child: Branch = { children: new Map() };
  branch.children.set(name, child);
  return child;
}

function read(schema: NormalizedSchema, branch: Branch, ec2: boolean): unknown {
  if (schema.isStructSchema()) return readStructure(schema, branch, ec2);
  if (schema.isListSchema()) return readList(schema, branch, ec2);
  if (schema.isMapSchema()) return readMap(schema, branch, ec2);
  const value: unknown = scalars.read(schema, branch.value ?? '');
  return value;
}

function readStructure(schema: NormalizedSchema, branch: Branch, ec2: boolean): Record<string, unknown> {
  const structure: Record<string, unknown> = {};
  for (const [name, member] of schema.structIterator()) {
    const child = branch.children.get(keyOf(name, member, ec2));
    if (child) structure[name] = read(member, child, ec2);
  }
  return structure;
}

function keyOf(name: string, member: NormalizedSchema, ec2: boolean): string {
  const { ec2QueryName, xmlName } = member.getMergedTraits();
  if (!ec2) return xmlName ?? name;
  if (typeof ec2QueryName === 'string') return ec2QueryName;
  const key = xmlName ?? name;
  return key.charAt(0).toUpperCase() + key.slice(1);
}

function readList(schema: NormalizedSchema, branch: Branch, ec2: boolean): unknown[] {
  const item = schema.getValueSchema();
  const flat = ec2 || schema.getMergedTraits().xmlFlattened;
  const items = flat ? branch : branch.children.get(item.getMergedTraits().xmlName ?? 'member');
  return numbered(items).map((child) => read(item, child, ec2));
}

function readMap(schema: NormalizedSchema, branch: Branch, ec2: boolean): Record<string, unknown> {
  const key = schema.getKeySchema().getMergedTraits().xmlName ?? 'key';
  const value = schema.getValueSchema();
  const entries = schema.getMergedTraits().xmlFlattened ? branch : branch.children.get('entry');
  const map: Record<string, unknown> = {};
  for (const entry of numbered(entries)) {
    const content = entry.children.get(value.getMergedTraits().xmlName ?? 'value');
    if (content) map[entry.children.get(key)?.value ?? ''] = read(value, content, ec2);
  }
  return map;
}

function numbered(branch: Branch | undefined): Branch[] {
  if (!branch) return [];
  return [...branch.children].sort(([a], [b]) => Number(a) - Number(b)).map(([, child]) => child);
}
