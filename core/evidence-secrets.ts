import type { Collected } from './diagnosis.ts';
import { redact, redactForms, redactNamed } from './redact.ts';

/** Keys under which somebody's sentences stand: error texts, console lines, messages of AWS and Kubernetes. */
const SENTENCES = new Set(['message', 'says', 'line', 'tail']);

/** Tags that AWS, Kubernetes and Rollcall read. The values of all others are somebody's own and stay out. */
const KNOWN_TAGS =
  /^(?:aws:|eks:|rollcall\/|(?:[\w.-]+\.)?(?:kubernetes\.io|k8s\.io|k8s\.amazonaws\.com|eks\.amazonaws\.com|karpenter\.sh|k8s\.aws|eksctl\.io)\/)/;

/** Tags that tell by habit which tool owns an object (`ownerOf` in remediation.ts). */
const OWNER_TAGS = /^(?:managed[-_]?by|provisioner|created[-_]?by|terraform)$/i;

/**
 * What was collected, without secrets. Only where free text can stand is text judged by how it looks: names, ids, ARNs
 * and paths stay exact however long they are, so that the verdict stays what it was. Anywhere, what has the form of a
 * secret goes. The cluster's certificate authority is left out; its hash stays.
 */
export const withoutSecrets = ({ target, cost, evidence }: Collected): Collected => ({
  target,
  cost,
  evidence: Object.fromEntries(
    Object.entries(evidence).map(([topic, seen]) => [topic, clean(seen, [topic])]),
  ) as unknown as Collected['evidence'],
});

/** @param path the keys that lead to `value`, the topic first */
const clean = (value: unknown, path: readonly string[]): unknown => {
  if (typeof value === 'string') return cleanText(value, path);
  if (Array.isArray(value)) return value.map((item) => clean(item, path));
  if (typeof value !== 'object' || value === null) return value;
  const inTags = path.at(-1) === 'tags';
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      inTags && !KNOWN_TAGS.test(key) && !OWNER_TAGS.test(key) ? '[redacted]' : clean(inner, [...path, key]),
    ]),
  );
};

const cleanText = (text: string, path: readonly string[]): string => {
  const [topic] = path;
  const key = path.at(-1) ?? '';
  if (key === 'certificateAuthorityData') return '';
  if (SENTENCES.has(key) || (topic === 'scalingActivities' && key === 'description')) return redact(text);
  // A flag may carry a password, yet its name must stay whole.
  if (key === 'kubeletFlags') return redactNamed(text);
  // The maps are read to the letter; only a comment is a sentence.
  if (topic === 'awsAuth') return text.replaceAll(/(?:^|\s)#.*$/gm, (comment) => redact(comment));
  return redactForms(text);
};
