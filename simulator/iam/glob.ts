/**
 * Whether an IAM pattern matches a whole value: `*` stands for any characters, `?` for exactly one.
 * Source: IAM user guide, "IAM JSON policy elements: Resource" and "… Action".
 */
export function globMatches(pattern: string, value: string, { ignoreCase = false } = {}): boolean {
  const expression = pattern.replace(/[\\^$.*+?()[\]{}|]/g, (character) => {
    if (character === '*') return '.*';
    return character === '?' ? '.' : `\\${character}`;
  });
  return new RegExp(`^${expression}$`, ignoreCase ? 'is' : 's').test(value);
}

/** A policy element that may be one string or a list of them, as a list. */
export function listOf(value: string | string[] | undefined): string[] {
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}
