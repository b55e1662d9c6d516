/**
 * Whether a text matches a pattern in which `*` stands for any characters and `?` for one, as in IAM policies.
 * Takes time proportional to both lengths, whatever the pattern.
 */
export const globMatches = (pattern: string, text: string): boolean => {
  let [p, t, star, mark] = [0, 0, -1, 0];
  while (t < text.length) {
    if (pattern[p] === '*') {
      star = p;
      mark = t;
      p += 1;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) {
      p += 1;
      t += 1;
    } else if (star >= 0) {
      p = star + 1;
      mark += 1;
      t = mark;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(p));
};
