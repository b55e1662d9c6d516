import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { notCollected, TOPICS } from './asked-by.ts';
import type { Collected } from './diagnosis.ts';
import { withoutSecrets } from './evidence-secrets.ts';

/** The version of evidence files that this release writes and reads. */
const VERSION = 1;

/** The most that an evidence file may hold, in bytes. Real ones have some hundred kilobytes. */
export const MAXIMUM_SIZE = 50 * 1024 * 1024;

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

/** The evidence file is not one: says what is wrong with it, in one sentence. */
export class EvidenceFileError extends Error {
  override readonly name = 'EvidenceFileError';
}

/** Evidence as the text of a file: JSON without secrets, with its version and the digest of its content. */
export const writeEvidenceFile = (collected: Collected): string => {
  const content = { version: VERSION, ...withoutSecrets(collected) };
  return `${JSON.stringify({ ...content, sha256: digestOf(content) }, null, 1)}\n`;
};

/**
 * Reads an evidence file. The version comes first, so that a file of another release says just that, whatever its shape.
 *
 * What this release does not know is ignored; a topic that the file lacks, because an older release did not ask for it,
 * is unknown.
 *
 * @throws EvidenceFileError when it is cut off, of another version or another tool, or was changed after it was written
 */
export const readEvidenceFile = (text: string): Collected => {
  const { sha256, ...content } = objectIn(text);
  const { version } = content;
  if (version === undefined) throw new EvidenceFileError('the evidence file has no version: Rollcall did not write it');
  if (version !== VERSION)
    throw new EvidenceFileError(
      `the evidence file has version ${short(version)}, and this release reads version ${VERSION}`,
    );
  if (typeof sha256 !== 'string')
    throw new EvidenceFileError('the evidence file has no sha256: rollcall diagnose … --save did not write it');
  if (sha256 !== digestOf(content))
    throw new EvidenceFileError(
      'the evidence file was changed after it was written, its content does not match its sha256: ' +
        `get a new one with rollcall diagnose ${instanceOf(content)} --save FILE`,
    );
  const file = v.safeParse(FILE, content);
  if (!file.success)
    throw new EvidenceFileError(
      `the evidence file is not as Rollcall writes it, at ${v.getDotPath(file.issues[0]) ?? 'its root'}`,
    );
  const { evidence, target, cost } = content as unknown as Collected;
  const topics = TOPICS.map((topic) => [
    topic,
    evidence[topic] ?? notCollected(topic, 'the release that wrote the evidence file did not ask for it'),
  ]);
  return { target, cost, evidence: Object.fromEntries(topics) as Collected['evidence'] };
};

const objectIn = (text: string): Record<string, unknown> => {
  if (text.trim() === '') throw new EvidenceFileError('the evidence file is empty');
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new EvidenceFileError('the evidence file is not JSON: it is cut off, or no evidence file', { cause: error });
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content))
    throw new EvidenceFileError('the evidence file holds no JSON object: Rollcall did not write it');
  return content as Record<string, unknown>;
};

/** SHA-256 (hex) of the content as JSON with sorted keys and no white space: a reformatted file is the same file. */
const digestOf = (content: unknown): string | undefined => {
  try {
    return createHash('sha256')
      .update(JSON.stringify(content, (_key, value: unknown) => sorted(value)))
      .digest('hex');
  } catch {
    return undefined; // nested deeper than any evidence: a RangeError
  }
};

const sorted = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

const short = (value: unknown): string =>
  typeof value === 'number' || typeof value === 'string' ? String(value).slice(0, 20) : 'that is no number';

const instanceOf = ({ target }: Record<string, unknown>): string => {
  const id = (target as { instanceId?: unknown } | null | undefined)?.instanceId;
  return typeof id === 'string' && /^i-[0-9a-f]{8,17}$/.test(id) ? id : 'INSTANCE';
};
