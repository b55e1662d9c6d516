/** Ids, filters, tags and pages as the Describe operations of EC2 share them. */
import type { Filter, Tag } from '@aws-sdk/client-ec2';
import { globMatches } from '../iam/glob.ts';
import { AwsError } from '../wire/errors.ts';
import type { Tags } from '../world/types.ts';
import type { OperationContext } from './context.ts';
import { type Page, pageOf, smaller } from './paging.ts';

type FilterValue = string | number | boolean | undefined;

/** What a kind of resource can be asked by. */
export interface Selectable<Item> {
  idOf: (item: Item) => string;
  /** The code for an id that does not exist, such as `InvalidVpcID.NotFound`. */
  notFound: string;
  /** By filter name, the values an item has for it. The tag filters come with `tagsOf`. */
  filters: Record<string, (item: Item) => FilterValue | FilterValue[]>;
  tagsOf?: (item: Item) => Tags;
}

/**
 * The items that have one of the ids (all, if none is asked for) and match every filter.
 * @throws AwsError if an id does not exist, or a filter is not known
 */
export function select<Item>(
  items: readonly Item[],
  ids: readonly string[] | undefined,
  filters: readonly Filter[] | undefined,
  how: Selectable<Item>,
): Item[] {
  const asked = ids?.length ? ids : undefined;
  const missing = asked?.filter((id) => !items.some((item) => how.idOf(item) === id)) ?? [];
  if (missing.length > 0) throw new AwsError(how.notFound, `The ID '${missing.join(', ')}' does not exist`);
  const chosen = asked ? items.filter((item) => asked.includes(how.idOf(item))) : [...items];
  return (filters ?? []).reduce((left, filter) => left.filter(matcher(filter, how)), chosen);
}

/** Values of a filter are alternatives; `*` and `?` are wildcards (EC2 user guide, "Filtering"). */
function matcher<Item>({ Name = '', Values = [] }: Filter, how: Selectable<Item>): (item: Item) => boolean {
  const valuesOf = filterNamed(Name, how);
  return (item) =>
    [valuesOf(item)]
      .flat()
      .some((value) => value !== undefined && Values.some((wanted) => globMatches(wanted, String(value))));
}

function filterNamed<Item>(name: string, how: Selectable<Item>): (item: Item) => FilterValue | FilterValue[] {
  const known = how.filters[name];
  if (known) return known;
  const { tagsOf } = how;
  if (tagsOf && name === 'tag-key') return (item) => Object.keys(tagsOf(item));
  if (tagsOf && name.startsWith('tag:')) return (item) => tagsOf(item)[name.slice('tag:'.length)];
  throw new AwsError('InvalidParameterValue', `The filter '${name}' is invalid`);
}

/**
 * One page of an EC2 list. EC2 gives whole lists to who does not ask for pages, and 5 items at least to who does.
 * @throws AwsError if the token or the number is not valid
 */
export function ec2Page<Item>(
  items: readonly Item[],
  { MaxResults, NextToken }: { MaxResults?: number; NextToken?: string },
  { pageSize }: OperationContext,
): Page<Item> {
  if (MaxResults !== undefined && MaxResults < 5) {
    const said = `Value ( ${MaxResults} ) for parameter maxResults is invalid. Expecting a value greater than 5.`;
    throw new AwsError('InvalidParameterValue', said);
  }
  return pageOf(items, {
    token: NextToken,
    limit: smaller(MaxResults, pageSize),
    invalidToken: 'InvalidNextToken',
  });
}

/** Tags in the SDK's spelling. */
export function ec2Tags(tags: Tags): Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** Refuses what EC2 wants and was not given. @throws AwsError MissingParameter */
export function required<Value>(value: Value | undefined, name: string): Value {
  if (value === undefined) {
    throw new AwsError('MissingParameter', `The request must contain the parameter ${name}`);
  }
  return value;
}
