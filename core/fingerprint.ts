import { createHash } from 'node:crypto';

/** A short name for some texts in their order: the first 16 hex digits of their SHA-256. */
export const fingerprint = (parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
