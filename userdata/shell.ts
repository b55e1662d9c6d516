import { split } from 'shlex';

/** A word of a command; `undefined` where only a running shell can tell its value. */
export type Word = string | undefined;

/** Stands for an expansion that is not known; private-use characters, as no script contains them. */
const UNKNOWN = '\ue000';
/** The same outside quotes: it may become no word or several. */
const UNKNOWN_WORDS = '\ue001';

const SIMPLE_VALUE = /^[\w.,:/@=+-]*$/;

/**
 * The simple commands of a shell script, in order, without comments, redirections and the bodies of here-documents;
 * continued lines joined. Quotes stay as written; command substitutions stand as unknown.
 */
export const commandsOf = (script: string): string[] => {
  const commands: string[] = [];
  const heredocs: { word: string; tabs: boolean }[] = [];
  let command = '';
  let at = 0;
  const finish = (): void => {
    if (command.trim()) commands.push(command.trim());
    command = '';
  };
  while (at < script.length) {
    const char = script[at] ?? '';
    if (char === '\\') {
      command += script[at + 1] === '\n' ? ' ' : script.slice(at, at + 2);
      at += 2;
    } else if (char === "'" || char === '"') {
      const end = quoteEnd(script, at);
      command += withoutSubstitutions(script.slice(at, end));
      at = end;
    } else if (char === '`' || script.startsWith('$(', at)) {
      command += UNKNOWN_WORDS;
      at = substitutionEnd(script, at);
    } else if (script.startsWith('${', at)) {
      const end = script.indexOf('}', at) + 1 || script.length;
      command += script.slice(at, end);
      at = end;
    } else if (char === '#' && (command === '' || /\s$/.test(command))) {
      const end = script.indexOf('\n', at);
      at = end < 0 ? script.length : end;
    } else if (char === '<' || char === '>' || script.startsWith('&>', at)) {
      const [whole = char, operator = '', target = ''] = REDIRECTION.exec(script.slice(at, at + 1000)) ?? [];
      if (operator === '<<' || operator === '<<-') heredocs.push({ word: unquote(target), tabs: operator === '<<-' });
      command = `${command.replace(/(^|\s)\d$/, '$1')} `;
      at += whole.length;
    } else if (char === '\n') {
      finish();
      at = heredocs.splice(0).reduce((from, heredoc) => heredocEnd(script, from, heredoc), at + 1);
    } else if (/[;&|()]/.test(char)) {
      finish();
      at += 1;
    } else {
      command += char;
      at += 1;
    }
  }
  finish();
  return commands;
};

const REDIRECTION = /^(&?>>?&?|<<<|<<-?|<>|<&?)[ \t]*((?:[^\s;&|()<>'"]|'[^']*'|"[^"]*")*)/;

const quoteEnd = (script: string, start: number): number => {
  const quote = script[start];
  for (let at = start + 1; at < script.length; at += 1) {
    if (script[at] === '\\' && quote === '"') at += 1;
    else if (script[at] === quote) return at + 1;
  }
  return script.length;
};

/** Past the end of a backquoted or `$( … )` substitution. */
const substitutionEnd = (script: string, start: number): number => {
  if (script[start] === '`') return script.indexOf('`', start + 1) + 1 || script.length;
  let depth = 0;
  for (let at = start + 1; at < script.length; at += 1) {
    if (script[at] === '(') depth += 1;
    if (script[at] === ')') depth -= 1;
    if (depth === 0) return at + 1;
  }
  return script.length;
};

const withoutSubstitutions = (quoted: string): string =>
  quoted.startsWith("'") ? quoted : quoted.replace(/\$\([^")]*\)?|`[^`"]*`?/g, UNKNOWN);

const heredocEnd = (script: string, from: number, { word, tabs }: { word: string; tabs: boolean }): number => {
  for (let at = from; at < script.length; ) {
    const newline = script.indexOf('\n', at);
    const end = newline < 0 ? script.length : newline;
    const line = script.slice(at, end).replace(/\r$/, '');
    if ((tabs ? line.replace(/^\t+/, '') : line) === word) return end + 1;
    at = end + 1;
  }
  return script.length;
};

const unquote = (word: string): string => word.replace(/['"\\]/g, '');

/** The words of one command of {@link commandsOf}, or `undefined` when its quotes do not close. */
export const wordsOf = (command: string, variables: ReadonlyMap<string, Word>): Word[] | undefined => {
  try {
    return split(expand(command, variables)).map((word) => (/[\ue000\ue001]/.test(word) ? undefined : word));
  } catch {
    return undefined;
  }
};

/** Puts known variables in; single-quoted text stays as it is. */
const expand = (command: string, variables: ReadonlyMap<string, Word>): string =>
  command.replace(/'[^']*'|\\[\s\S]|"(?:\\[\s\S]|[^"\\])*"|[^'"\\]+/g, (piece) => {
    if (piece.startsWith("'") || piece.startsWith('\\')) return piece;
    const unknown = piece.startsWith('"') ? UNKNOWN : UNKNOWN_WORDS;
    return piece.replace(/\\[\s\S]|\$\{(\w+)\}|\$\{[^}]*\}?|\$(\w+|[@*#?!$-])/g, (whole, braced, bare) => {
      if (whole.startsWith('\\')) return whole;
      const value = variables.get(String(braced ?? bare ?? ''));
      return value !== undefined && SIMPLE_VALUE.test(value) ? value : unknown;
    });
  });

/** Notes `NAME=value` and `export NAME=value`; a name that is set twice is not known. */
export const noteAssignments = (words: readonly Word[], variables: Map<string, Word>): void => {
  const rest = ['export', 'local', 'readonly', 'declare'].includes(words[0] ?? '') ? words.slice(1) : words;
  const pairs = rest.map((word) => /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(word ?? ''));
  if (!pairs.every(Boolean)) return;
  for (const [, name = '', value = ''] of pairs.flatMap((pair) => (pair ? [pair] : []))) {
    variables.set(name, variables.has(name) && variables.get(name) !== value ? undefined : value);
  }
};
