import { secondsSince } from '../../core/age.ts';
import { defineCheck } from '../../core/check.ts';
import type { Webhook, WebhookRule } from '../../core/evidence.ts';

/** A node that starts well has registered by then. */
const PATIENCE = 120;

/** Kubernetes, "Dynamic Admission Control": with failurePolicy Fail a webhook that does not answer refuses. */
export default defineCheck({
  id: 'webhooks-let-nodes-in',
  title: 'No admission webhook stands before new Nodes',
  stage: 'registered',
  needs: ['instance', 'webhooks', 'moment'],
  uses: ['node'],
  causes: {
    'admission-webhook-blocks-nodes': {
      why: 'A webhook that is asked about new Nodes, does not answer and fails closed keeps every node from registering.',
      heals: 'running',
      // Whether it answers, nobody can see from here.
      atMost: 'suspect',
      manual:
        'kubectl get endpoints -n NAMESPACE SERVICE; leave nodes out of the rules of the webhook, or set failurePolicy: Ignore',
      docs: ['https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/'],
    },
  },
  judge({ instance, webhooks = [], moment, node }) {
    if (!instance || node.state !== 'absent' || secondsSince(instance.launchTime, moment) < PATIENCE) return [];
    return webhooks.filter(mayRefuseNodes).map((webhook) => ({
      cause: 'admission-webhook-blocks-nodes' as const,
      certainty: 'suspect' as const,
      subject: { kind: 'webhook', id: webhook.configuration },
      says: `Webhook ${webhook.name} is asked about every new Node and fails closed.`,
      facts: {
        configuration: webhook.configuration,
        webhook: webhook.name,
        kind: webhook.kind,
        service: webhook.service ?? null,
      },
      evidence: [
        {
          source: 'kubernetes:ListWebhookConfigurations',
          says: `${webhook.configuration}: nodes CREATE, failurePolicy=${webhook.failurePolicy}`,
        },
      ],
      commands: [`kubectl get ${webhook.kind}webhookconfiguration ${webhook.configuration} -o yaml`],
    }));
  },
});

const mayRefuseNodes = ({ failurePolicy, narrowed, rules }: Webhook): boolean =>
  failurePolicy === 'Fail' && !narrowed && rules.some(matchesNewNodes);

const matchesNewNodes = ({ groups, resources, operations }: WebhookRule): boolean =>
  has(groups, '', '*') && has(resources, 'nodes', '*', '*/*') && has(operations, 'CREATE', '*');

const has = (listed: readonly string[], ...wanted: string[]): boolean => wanted.some((one) => listed.includes(one));
