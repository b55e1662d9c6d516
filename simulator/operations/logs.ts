/** CloudWatch Logs: searching log events. */
import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { AwsError } from '../wire/errors.ts';
import type { LogGroup } from '../world/types.ts';
import { define } from './context.ts';
import { pageOf, smaller } from './paging.ts';

export const logOperations = [
  define(FilterLogEventsCommand, (input, { world, pageSize }) => {
    const group = world.logGroups.find(
      ({ logGroupName, logGroupArn }) =>
        logGroupName === input.logGroupName || [logGroupName, logGroupArn].includes(input.logGroupIdentifier ?? ''),
    );
    if (!group) throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
    const { startTime = 0, endTime = Number.POSITIVE_INFINITY } = input;
    const matches = matcher(input.filterPattern ?? '');
    const found = eventsOf(group)
      .filter(({ stream }) => !input.logStreamNames || input.logStreamNames.includes(stream))
      .filter(({ stream }) => stream.startsWith(input.logStreamNamePrefix ?? ''))
      .filter(({ timestamp, message }) => timestamp >= startTime && timestamp <= endTime && matches(message))
      .sort((a, b) => a.timestamp - b.timestamp);
    const { items, next } = pageOf(found, {
      token: input.nextToken,
      limit: smaller(input.limit ?? 10_000, pageSize),
      invalidToken: 'InvalidParameterException',
    });
    const events = items.map(({ stream, timestamp, message, id }) => ({
      logStreamName: stream,
      timestamp,
      message,
      ingestionTime: timestamp,
      eventId: id,
    }));
    return { events, searchedLogStreams: [], nextToken: next };
  }),
];

function eventsOf(group: LogGroup) {
  return group.streams.flatMap(({ logStreamName, events }) =>
    events.map((event, index) => ({ ...event, stream: logStreamName, id: `${logStreamName}/${index}` })),
  );
}

/**
 * Patterns for unstructured events: terms and "quoted phrases" must all occur, `-term` must not, one of the `?term`s
 * must (CloudWatch Logs user guide, "Filter pattern syntax"). JSON and regular expressions are not offered here.
 */
function matcher(pattern: string): (message: string) => boolean {
  const text = pattern.trim();
  if (/^[{[]|%/.test(text)) throw new AwsError('NotImplemented', 'the simulator reads only patterns of terms', 501);
  const terms = [...text.matchAll(/([?-]?)(?:"([^"]*)"|(\S+))/g)].map(([, sign = '', phrase, word]) => ({
    sign,
    term: phrase ?? word ?? '',
  }));
  const of = (wanted: string) => terms.filter(({ sign }) => sign === wanted).map(({ term }) => term);
  const [all, none, any] = [of(''), of('-'), of('?')];
  return (message) =>
    all.every((term) => message.includes(term)) &&
    !none.some((term) => message.includes(term)) &&
    (any.length === 0 || any.some((term) => message.includes(term)));
}
