import { expect, it } from 'vitest';
import check from '../../../checks/registered/webhooks-let-nodes-in.ts';
import type { Webhook, WebhookRule } from '../../../core/evidence.ts';
import { healthyTopics, type Seen, unread } from '../../support/evidence.ts';
import { judged } from '../../support/judged.ts';
import { ago, node } from '../../support/nodes.ts';

const any: WebhookRule = { groups: ['*'], resources: ['*'], operations: ['*'] };
const webhook = (rule: Partial<WebhookRule> = {}, change: Partial<Webhook> = {}): Seen => ({
  webhooks: [
    {
      configuration: 'policy',
      name: 'policy.example.com',
      kind: 'validating',
      failurePolicy: 'Fail',
      narrowed: false,
      service: 'policy/server',
      rules: [{ ...any, ...rule }],
      ...change,
    },
  ],
});
const launched = (seconds: number): Seen => ({ instance: { ...healthyTopics.instance, launchTime: ago(seconds) } });
const suspect = ['admission-webhook-blocks-nodes suspect registered'];

it.each<[string, Seen, string[]]>([
  ['no webhook', {}, []],
  ['asked about everything', webhook(), suspect],
  ['asked about new Nodes', webhook({ groups: [''], resources: ['nodes'], operations: ['CREATE'] }), suspect],
  ['mutating', webhook({}, { kind: 'mutating' }), suspect],
  ['everything with its parts', webhook({ resources: ['*/*'] }), suspect],
  ['other groups', webhook({ groups: ['apps'] }), []],
  ['other kinds', webhook({ resources: ['pods'] }), []],
  ['only their status', webhook({ resources: ['nodes/status'] }), []],
  ['only changes', webhook({ operations: ['UPDATE', 'DELETE'] }), []],
  ['fails open', webhook({}, { failurePolicy: 'Ignore' }), []],
  ['narrowed to some objects', webhook({}, { narrowed: true }), []],
  ['no rules', webhook({}, { rules: [] }), []],
  ['the Node is there', { ...webhook(), node: node() }, []],
  ['the Node is not known to be missing', { ...webhook(), node: unread('x') }, []],
  ['the machine has just started', { ...webhook(), ...launched(119) }, []],
  ['the machine has started a while ago', { ...webhook(), ...launched(120) }, suspect],
])('%s', (_, seen, said) => expect(judged(check, seen)).toMatchObject({ said, notChecked: [] }));

it.each(['instance', 'webhooks'] as const)('%s unread: not checked', (topic) => {
  expect(judged(check, { ...webhook(), [topic]: unread('some:Call') })).toMatchObject({
    said: [],
    calls: ['some:Call'],
  });
});
