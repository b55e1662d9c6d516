import { isDeepStrictEqual } from 'node:util';
import { isSeq, parseAllDocuments, type YAMLSeq } from 'yaml';

/** One mapping as Rollcall writes it into `mapRoles` of aws-auth. */
export interface RoleMapping {
  readonly rolearn: string;
  readonly username: string;
  readonly groups: readonly string[];
}

/** The new text, or why nobody but a person should edit this one. */
export type Edit = { readonly text: string } | { readonly refused: string };

/**
 * Adds one mapping at the end of `mapRoles`, as text: nothing that stands there is written anew, so comments, anchors
 * and habits of layout stay as they are. The text is parsed before and after, and unless the old mappings are all
 * unchanged with exactly the new one behind them, it is refused.
 *
 * @param text `data.mapRoles`; an empty text and one of comments only count as an empty list
 */
export const appendMapping = (text: string, mapping: RoleMapping): Edit => {
  const before = readList(text);
  if ('refused' in before) return before;
  const end = lineEndOf(text);
  const last = before.list?.items.at(-1);
  let after: string;
  if (!before.list?.flow) {
    const indentation = before.list ? indentationOf(text, before.list) : '';
    if (indentation === undefined) return { refused: 'its list does not begin on a line of its own' };
    const item = blockItem(mapping, indentation, end);
    const newLine = text === '' || text.endsWith('\n') ? '' : end;
    after = `${text}${newLine}${item}${newLine === '' ? end : ''}`;
  } else {
    const at = last ? endOf(last) : (before.list.range?.[0] ?? 0) + 1;
    if (at === undefined) return { refused: 'the end of its list cannot be found' };
    after = `${text.slice(0, at)}${last ? ', ' : ''}${flowItem(mapping)}${text.slice(at)}`;
  }
  return proven(text, after, (entries) => [...entries, asEntry(mapping)]);
};

/**
 * Takes away the mapping that {@link appendMapping} added, and nothing else: only where its very text stands there
 * still, and once. Refused where somebody has written it anew.
 */
export const removeMapping = (text: string, mapping: RoleMapping): Edit => {
  const before = readList(text);
  if ('refused' in before) return before;
  const index = before.entries.findLastIndex((entry) => isDeepStrictEqual(entry, asEntry(mapping)));
  if (index < 0) return { refused: 'the mapping is not in it' };
  const after = before.list?.flow ? cutFromFlow(text, mapping) : cutLines(text, mapping, before.list);
  if (after === undefined) return { refused: 'somebody has written the mapping anew, or copied it' };
  return proven(text, after, (entries) => entries.toSpliced(index, 1));
};

const cutFromFlow = (text: string, mapping: RoleMapping): string | undefined => {
  const item = flowItem(mapping);
  if (text.split(item).length !== 2) return undefined;
  const piece = [`, ${item}`, `${item}, `].find((one) => text.includes(one)) ?? item;
  return text.replace(piece, () => '');
};

const cutLines = (text: string, mapping: RoleMapping, list: YAMLSeq | undefined): string | undefined => {
  const indentation = list && indentationOf(text, list);
  if (indentation === undefined) return undefined;
  for (const end of ['\n', '\r\n']) {
    const item = blockItem(mapping, indentation, end);
    const [at, another] = placesOf(text, item);
    if (at === undefined) continue;
    if (another !== undefined) return undefined;
    const behind = at + item.length;
    if (text.startsWith(end, behind)) return text.slice(0, at) + text.slice(behind + end.length);
    // The last line has no end: then the one before it had none either.
    if (behind === text.length) return text.slice(0, Math.max(0, at - end.length));
  }
  return undefined;
};

/** Where whole lines begin with these. */
const placesOf = (text: string, lines: string): number[] => {
  const places: number[] = [];
  for (let at = text.indexOf(lines); at >= 0; at = text.indexOf(lines, at + 1)) {
    if (at === 0 || text[at - 1] === '\n') places.push(at);
  }
  return places;
};

const blockItem = ({ rolearn, username, groups }: RoleMapping, indentation: string, lineEnd: string): string =>
  [
    `- rolearn: ${rolearn} # added by Rollcall`,
    `  username: ${username}`,
    '  groups:',
    ...groups.map((group) => `    - ${group}`),
  ]
    .map((line) => indentation + line)
    .join(lineEnd);

const flowItem = ({ rolearn, username, groups }: RoleMapping): string => {
  const texts = groups.map((group) => JSON.stringify(group)).join(', ');
  return `{"rolearn": ${JSON.stringify(rolearn)}, "username": ${JSON.stringify(username)}, "groups": [${texts}]}`;
};

const lineEndOf = (text: string): string => (/\r\n[^\n]*$/.test(text) ? '\r\n' : '\n');

/** The blanks before the dashes; `undefined` where something else stands before the first one. */
const indentationOf = (text: string, list: YAMLSeq): string | undefined => {
  const dash = list.range?.[0] ?? 0;
  const before = text.slice(text.lastIndexOf('\n', dash - 1) + 1, dash);
  return text[dash] === '-' && /^ *$/.test(before) ? before : undefined;
};

const endOf = (item: unknown): number | undefined => {
  const range = typeof item === 'object' && item !== null && 'range' in item ? item.range : undefined;
  return Array.isArray(range) && typeof range[1] === 'number' ? range[1] : undefined;
};

const asEntry = ({ rolearn, username, groups }: RoleMapping): unknown =>
  new Map<string, unknown>([
    ['rolearn', rolearn],
    ['username', username],
    ['groups', [...groups]],
  ]);

/** Only what both ages of YAML read alike, and as wanted, is handed out. */
const proven = (before: string, after: string, wanted: (entries: readonly unknown[]) => unknown[]): Edit => {
  for (const version of VERSIONS) {
    const [old, made] = [readVersion(before, version), readVersion(after, version)];
    if ('refused' in old) return old;
    if ('refused' in made || !isDeepStrictEqual(made.entries, wanted(old.entries))) {
      return { refused: 'with the change in it, it would no longer say what it says now' };
    }
  }
  return { text: after };
};

/** The authenticator's parser reads YAML 1.1 with parts of 1.2 (go-yaml, README). */
const VERSIONS = ['1.1', '1.2'] as const;

type List = { readonly entries: readonly unknown[]; readonly list: YAMLSeq | undefined };

/**
 * Characters that parsers take differently: tabs as blanks, lone carriage returns and the line separators of YAML 1.1
 * as line ends, other control characters as errors.
 */
const ODD = /\r(?!\n)|[^\P{Cc}\r\n]|[\u2028\u2029\uFEFF]/u;

const readList = (text: string): List | { readonly refused: string } => {
  if (text.includes('\t')) return { refused: 'it holds a tab' };
  if (ODD.test(text)) return { refused: 'it holds characters that YAML parsers take differently' };
  for (const version of VERSIONS) {
    const read = readVersion(text, version);
    if ('refused' in read) return read;
  }
  return readVersion(text, '1.2');
};

const readVersion = (text: string, version: (typeof VERSIONS)[number]): List | { readonly refused: string } => {
  const documents = parseAllDocuments(text, { version, merge: true, uniqueKeys: true, logLevel: 'silent' });
  if (documents.length > 1) return { refused: 'it holds several YAML documents' };
  const [document] = documents;
  if (!document || document.contents === null) return { entries: [], list: undefined };
  const [problem] = [...document.errors, ...document.warnings];
  if (problem) return { refused: `it is no strict YAML: ${problem.code}` };
  const list = document.contents;
  if (!isSeq(list)) return { refused: 'it is no list' };
  try {
    const entries: unknown = document.toJS({ mapAsMap: true });
    if (!Array.isArray(entries) || !entries.every((entry) => entry instanceof Map)) {
      return { refused: 'an entry of it is no mapping' };
    }
    return { entries, list };
  } catch {
    return { refused: 'an alias or a merge key in it leads nowhere' };
  }
};
