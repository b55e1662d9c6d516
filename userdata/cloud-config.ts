import { isMapping, textAt, valueAt } from './facts.ts';
import { decodeBase64, gunzip } from './layers.ts';
import { parseYaml } from './yaml.ts';

/**
 * The scripts that a cloud-config document runs: its `bootcmd` and `runcmd` lines as one script, and each file of
 * `write_files` that one of them names. Empty for what cannot be parsed.
 *
 * Source: cloud-init reference, modules Runcmd and Write Files.
 */
export const scriptsOfCloudConfig = (text: string): string[] => {
  const config = parseYaml(text);
  const lines = [...linesOf(valueAt(config, 'bootcmd')), ...linesOf(valueAt(config, 'runcmd'))].join('\n');
  const files = valueAt(config, 'write_files');
  const written = (Array.isArray(files) ? files : []).flatMap((file: unknown) => {
    const path = textAt(file, 'path');
    return path && lines.includes(path) && isMapping(file) ? [contentOf(file)] : [];
  });
  return [lines, ...written].filter(Boolean);
};

/** A command is a line for the shell, or a list of words that the shell does not touch. */
const linesOf = (commands: unknown): string[] =>
  (Array.isArray(commands) ? commands : []).flatMap((command: unknown) => {
    if (typeof command === 'string') return [command];
    if (!Array.isArray(command)) return [];
    return [command.map((word) => `'${String(word).replaceAll("'", `'\\''`)}'`).join(' ')];
  });

const contentOf = (file: unknown): string => {
  const content = textAt(file, 'content') ?? '';
  const encoding = textAt(file, 'encoding') ?? '';
  if (!/b64|base64/.test(encoding)) return content;
  const bytes = decodeBase64(content);
  if (!bytes) return '';
  const plain = encoding.startsWith('gz') ? gunzip(bytes) : bytes;
  return typeof plain === 'string' ? '' : plain.toString('utf8');
};
