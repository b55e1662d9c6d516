import { isCollection, isScalar, isSeq, parseAllDocuments, visit } from 'yaml';

/** A mapping as plain data. */
export type Decoded = Readonly<Record<string, unknown>>;

/** Why a text is no YAML to the authenticator. */
export interface BrokenYaml {
  /** False where Go's YAML parser may be more lenient than ours. */
  readonly sure: boolean;
  readonly says: string;
}

type Read<T> = { readonly value: T } | { readonly broken: BrokenYaml };

/** The value as the authenticator gets it: the first document, YAML 1.1, as JSON. `null` where there is nothing. */
export const asGoJson = (text: string | undefined): Read<unknown> => {
  const read = firstDocument(text);
  if ('broken' in read || read.value === null) return read;
  try {
    return { value: read.value.toJS() ?? null };
  } catch {
    return unsure('an alias or a merge key in it leads nowhere');
  }
};

/** The scalars of a list as they are written. `value` is `undefined` where the text is no list. */
export const scalarsOf = (text: string | undefined): Read<string[] | undefined> => {
  const read = firstDocument(text);
  if ('broken' in read) return read;
  const contents = read.value?.contents ?? null;
  if (contents === null || (isScalar(contents) && contents.value === null)) return { value: [] };
  if (!isSeq(contents)) return { value: undefined };
  return { value: contents.items.filter(isScalar).map((scalar) => scalar.source ?? String(scalar.value)) };
};

/** A value of another type than text counts as empty to Go. */
export const asText = (value: unknown): string => (typeof value === 'string' ? value : '');

/**
 * Complaints of our parser that Go's parser shares, measured against libyaml, of which it is a port. The others are
 * about indentation inside brackets and quotes, where libyaml is more lenient.
 */
const SHARED_COMPLAINTS = [
  'BAD_ALIAS',
  'BAD_SCALAR_START',
  'BLOCK_AS_IMPLICIT_KEY',
  'BLOCK_IN_FLOW',
  'TAB_AS_INDENT',
  'UNEXPECTED_TOKEN',
];

const unsure = (says: string): { broken: BrokenYaml } => ({ broken: { sure: false, says } });

type Document = ReturnType<typeof parseAllDocuments>[number];

const firstDocument = (text: string | undefined): Read<Document | null> => {
  if (text === undefined || ['', '""', '``'].includes(text.trim())) return { value: null };
  // A lone carriage return ends a line in YAML 1.1; our parser would take it for a character.
  const lines = text.replaceAll(/\r\n?/g, '\n');
  try {
    const [first] = parseAllDocuments(lines, { version: '1.1', uniqueKeys: false, merge: true, logLevel: 'silent' });
    if (!first) return { value: null };
    const [error] = first.errors;
    if (error) {
      const line = error.linePos?.[0].line ?? 1;
      const quotes = error.code === 'MISSING_CHAR' && !/quote/i.test(error.message);
      const tab = /^ *\t/.test(lines.split('\n')[line - 1] ?? '');
      const says = tab ? `line ${line} is indented with a tab` : `line ${line} is no YAML`;
      return { broken: { sure: quotes || SHARED_COMPLAINTS.includes(error.code), says } };
    }
    return hasCollectionAsKey(first) ? unsure('a key in it is itself a list or a mapping') : { value: first };
  } catch {
    return unsure('it is nested too deeply');
  }
};

/** `{{SessionName}}` without quotes is a mapping as a key: it cannot become JSON. */
const hasCollectionAsKey = (document: Document): boolean => {
  let found = false;
  visit(document, {
    Pair: (_, pair) => {
      found ||= isCollection(pair.key);
    },
  });
  return found;
};
