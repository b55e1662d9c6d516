import type { Tags } from '../../core/evidence.ts';

/** A list of tags as key and value pairs; a tag without a key is left out. */
export const tagsOf = (list: readonly { Key?: string; Value?: string }[] | undefined): Tags => {
  const tags: Record<string, string> = {};
  for (const { Key, Value } of list ?? []) if (Key) tags[Key] = Value ?? '';
  return tags;
};

/** The texts that are there. */
export const present = (list: readonly (string | undefined)[] | undefined): string[] =>
  (list ?? []).filter((text) => text !== undefined).filter((text) => text !== '');

/** ISO 8601 in UTC; `undefined` when there is no valid time. */
export const isoOf = (time: Date | undefined): string | undefined =>
  time && !Number.isNaN(time.getTime()) ? time.toISOString() : undefined;

/** All items of all pages. @throws RangeError when an account holds more than `most` pages of them */
export const allPages = async <Page, Item>(
  pages: AsyncIterable<Page>,
  itemsOf: (page: Page) => readonly Item[] | undefined,
  most = 20,
): Promise<Item[]> => {
  const items: Item[] = [];
  let read = 0;
  for await (const page of pages) {
    items.push(...(itemsOf(page) ?? []));
    read += 1;
    if (read > most) throw new RangeError(`more than ${most} pages`);
  }
  return items;
};
