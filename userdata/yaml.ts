import { parseAllDocuments } from 'yaml';

/** Enough for every honest document; stops those that grow by aliases of aliases. */
const MAX_ALIASES = 1000;

/** Longer than any user data that EC2 takes, short enough to be read at once. */
const MAX_LENGTH = 1 << 18;

/**
 * The first document of a YAML or JSON text, as the Kubernetes decoder takes it: what follows is ignored, and a key may
 * stand twice. `undefined` where it cannot be parsed, is too long or grows too far; `null` where it is empty.
 */
export const parseYaml = (text: string): unknown => {
  if (text.length > MAX_LENGTH) return undefined;
  try {
    const [first] = parseAllDocuments(text, {
      strict: false,
      uniqueKeys: false,
      merge: true,
      logLevel: 'silent',
      prettyErrors: false,
    });
    if (!first) return null;
    if ('errors' in first && first.errors.length > 0) return undefined;
    return 'toJS' in first ? (first.toJS({ maxAliasCount: MAX_ALIASES }) ?? null) : null;
  } catch {
    return undefined;
  }
};
