import { readFileSync, statSync } from 'node:fs';
import type { Collected } from '../core/diagnosis.ts';
import { MAXIMUM_SIZE, readEvidenceFile } from '../core/evidence-file.ts';

/** Opens and reads an evidence file. @throws Error saying in one sentence why it is none */
export const openEvidenceFile = (file: string): Collected => {
  const bytes = read(file);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new Error(`the evidence file ${file} is not text: Rollcall did not write it`, { cause: error });
  }
  return readEvidenceFile(text);
};

const read = (file: string): Buffer => {
  let seen: ReturnType<typeof statSync>;
  try {
    seen = statSync(file);
    if (seen.isFile() && seen.size <= MAXIMUM_SIZE) return readFileSync(file);
  } catch (error) {
    throw new Error(`the evidence file ${file} cannot be read: ${reasonOf(error)}`, { cause: error });
  }
  if (seen.isDirectory()) throw new Error(`the evidence file ${file} is a directory`);
  if (!seen.isFile()) throw new Error(`the evidence file ${file} is no regular file`);
  const megabytes = MAXIMUM_SIZE / 1024 / 1024;
  throw new Error(`the evidence file ${file} is larger than ${megabytes} MB: Rollcall did not write it`);
};

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'there is no such folder',
  EISDIR: 'it is a directory',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
};

/** Why the file system refused, in plain words. */
export const reasonOf = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? (code || 'the file system refused');
};
