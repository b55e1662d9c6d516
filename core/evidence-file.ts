import * as v from 'valibot';
import { TOPICS } from './asked-by.ts';
import type { Collected } from './diagnosis.ts';
import { redact } from './redact.ts';

/** The version of evidence files that this release writes and reads. */
const VERSION = 1;

const OBSERVED = v.variant('state', [
  v.looseObject({
    state: v.literal('known'),
    value: v.union([v.array(v.unknown()), v.record(v.string(), v.unknown())]),
  }),
  v.looseObject({ state: v.literal('absent') }),
  v.looseObject({
    state: v.literal('unknown'),
    because: v.picklist(['denied', 'throttled', 'timeout', 'unsupported', 'not-collected', 'failed']),
    call: v.string(),
  }),
]);

const FILE = v.object({
  version: v.number(),
  target: v.looseObject({
    instanceId: v.string(),
    region: v.string(),
    account: v.string(),
    nodeKind: v.string(),
    platform: v.string(),
  }),
  cost: v.object({ apiCalls: v.number(), rounds: v.number(), milliseconds: v.number() }),
  evidence: v.record(v.string(), OBSERVED),
});

/** The evidence file is not one: says what is wrong with it. */
export class EvidenceFileError extends Error {
  override readonly name = 'EvidenceFileError';
}

/** Evidence as the text of a file: JSON, redacted; the cluster's certificate authority is left out, its hash stays. */
export const writeEvidenceFile = ({ evidence, target, cost }: Collected): string => {
  const withoutBodies = (key: string, value: unknown): unknown => {
    if (key === 'certificateAuthorityData') return '';
    return typeof value === 'string' ? redact(value) : value;
  };
  return `${JSON.stringify({ version: VERSION, target, cost, evidence }, withoutBodies, 1)}\n`;
};

/** Reads an evidence file. @throws EvidenceFileError when it is truncated, of another version or edited out of shape */
export const readEvidenceFile = (text: string): Collected => {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new EvidenceFileError('the evidence file is not JSON: it may be cut off', { cause: error });
  }
  const file = v.safeParse(FILE, content);
  if (!file.success)
    throw new EvidenceFileError(
      `the evidence file is not as it was written, at ${v.getDotPath(file.issues[0]) ?? 'its root'}`,
    );
  const { version, evidence } = file.output;
  if (version !== VERSION)
    throw new EvidenceFileError(`the evidence file has version ${version}, this release reads version ${VERSION}`);
  const missing = TOPICS.filter((topic) => !(topic in evidence));
  if (missing.length > 0) throw new EvidenceFileError(`the evidence file lacks ${missing.join(', ')}`);
  return content as Collected;
};
