/** Refuses an output that the service could not send. */
import type { NormalizedSchema } from '@smithy/core/schema';
import { SimulatorError } from './errors.ts';

/**
 * Holds a value against its schema: every member must be modelled and of the modelled kind, required ones present.
 * @throws SimulatorError naming the member that does not fit
 */
export function assertConforms(schema: NormalizedSchema, value: unknown, path: string): void {
  if (value === undefined || value === null || schema.isUnitSchema() || schema.isDocumentSchema()) return;
  if (schema.isStructSchema()) assertStructure(schema, value, path);
  else if (schema.isListSchema()) assertList(schema, value, path);
  else if (schema.isMapSchema()) assertMap(schema, value, path);
  else if (!isScalar(schema, value)) refuse(path, value, schema.getName() ?? 'its schema');
}

function assertStructure(schema: NormalizedSchema, value: unknown, path: string): void {
  if (!isRecord(value)) return refuse(path, value, 'a structure');
  const members = new Map(schema.structIterator());
  for (const name of Object.keys(value)) {
    if (!members.has(name)) throw new SimulatorError(`${path}.${name} is not a member of ${schema.getName()}`);
  }
  for (const name of requiredMembers(schema)) {
    if (value[name] === undefined || value[name] === null) throw new SimulatorError(`${path}.${name} is required`);
  }
  for (const [name, member] of members) assertConforms(member, value[name], `${path}.${name}`);
}

function assertList(schema: NormalizedSchema, value: unknown, path: string): void {
  if (!Array.isArray(value)) return refuse(path, value, 'a list');
  value.forEach((item, index) => {
    if (item === undefined) refuse(`${path}[${index}]`, item, 'an item');
    assertConforms(schema.getValueSchema(), item, `${path}[${index}]`);
  });
}

function assertMap(schema: NormalizedSchema, value: unknown, path: string): void {
  if (!isRecord(value)) return refuse(path, value, 'a map');
  for (const [key, item] of Object.entries(value)) assertConforms(schema.getValueSchema(), item, `${path}.${key}`);
}

function isScalar(schema: NormalizedSchema, value: unknown): boolean {
  if (schema.isBlobSchema()) return value instanceof Uint8Array;
  if (schema.isTimestampSchema()) return value instanceof Date && !Number.isNaN(value.getTime());
  if (schema.isBooleanSchema()) return typeof value === 'boolean';
  if (schema.isBigIntegerSchema()) return typeof value === 'bigint';
  if (schema.isNumericSchema()) return typeof value === 'number' && Number.isFinite(value);
  return schema.isStringSchema() && typeof value === 'string';
}

/** A static structure schema lists its required members first and ends with their number. */
function requiredMembers(schema: NormalizedSchema): string[] {
  const raw: unknown = schema.getSchema();
  if (!Array.isArray(raw)) return [];
  const names: unknown = raw[4];
  const required: unknown = raw[6];
  return Array.isArray(names) && typeof required === 'number' ? names.slice(0, required) : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function refuse(path: string, value: unknown, wanted: string): never {
  throw new SimulatorError(`${path} is ${JSON.stringify(value) ?? 'undefined'}, which is not ${wanted}`);
}
