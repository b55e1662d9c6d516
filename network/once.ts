/** A pure function of an object that keeps its answer for as long as the object lives: evidence never changes. */
export const once = <Key extends object, Value>(of: (key: Key) => Value): ((key: Key) => Value) => {
  const known = new WeakMap<Key, { readonly value: Value }>();
  return (key) => {
    const kept = known.get(key) ?? { value: of(key) };
    known.set(key, kept);
    return kept.value;
  };
};

/** The things of a list by their id; the first counts where two share one. */
export const byId: <T extends { readonly id: string }>(list: readonly T[]) => ReadonlyMap<string, T> = once(
  (list: readonly { readonly id: string }[]) => new Map(list.toReversed().map((one) => [one.id, one])),
) as never;
