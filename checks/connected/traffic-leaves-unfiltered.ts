import { type Accusation, defineCheck } from '../../core/check.ts';
import type { Console, Moment } from '../../core/evidence.ts';
import { type Observed, valueOf } from '../../core/observed.ts';
import { isPublicOnly } from '../../network/api-server.ts';
import { hasEndpoint, servicesOf } from '../../network/aws-services.ts';
import { apiServerHost } from '../../network/destinations.ts';
import { internetEgress } from '../../network/internet.ts';
import { missingFromNoProxy } from '../../network/no-proxy.ts';
import { otherTopics, type Surroundings, surroundings } from '../../network/surroundings.ts';

const needs = ['instance', 'cluster', 'vpc', 'routeTables'] as const;

/** A node that has not joined by then is late: until then a firewall on its way is no reason to suspect anybody. */
const LATE_MS = 180_000;

/**
 * EKS user guide, network-reqs: what a firewall or a proxy drops, the API of the VPC does not tell. So this is a suspect,
 * or likely where the node itself says so.
 */
export default defineCheck({
  id: 'traffic-leaves-unfiltered',
  title: 'Nothing filters what the node sends to the API server and the AWS APIs',
  stage: 'connected',
  needs,
  uses: [...otherTopics(needs), 'console', 'moment'],
  causes: {
    'egress-filtered': {
      why: 'What the node sends passes a firewall, another network or a proxy, which may drop it.',
      heals: 'running',
      atMost: 'likely',
      manual: 'Let the firewall or proxy pass TCP 443 to the API server and the AWS APIs, or name them in NO_PROXY.',
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html'],
    },
  },
  judge(seen) {
    const here = surroundings(seen);
    if (!here) return [];
    const words = wordsOf(seen.console);
    if (!words && !isLate(here, seen.moment)) return [];
    return [byProxy(here, words), byRoute(here, words)].flatMap((one) => one ?? []).slice(0, 1);
  },
});

type Said = Accusation<'egress-filtered'>;

const wordsOf = (console: Observed<Console>): string | undefined =>
  valueOf(console)?.signs.find(({ causes }) => causes.includes('egress-filtered'))?.line;

const isLate = ({ instance }: Surroundings, moment: Observed<Moment>): boolean =>
  Date.parse(valueOf(moment)?.at ?? '') - Date.parse(instance.launchTime) > LATE_MS;

const accuse = (words: string | undefined, said: Omit<Said, 'cause' | 'certainty' | 'commands'>): Said => ({
  cause: 'egress-filtered',
  certainty: words ? 'likely' : 'suspect',
  ...said,
  evidence: [...said.evidence, ...(words ? [{ source: 'ec2:GetConsoleOutput', says: words }] : [])],
  commands: [],
});

const byProxy = (here: Surroundings, words: string | undefined): Said | undefined => {
  const proxy = valueOf(here.userData)?.proxy;
  if (!proxy?.set) return undefined;
  const wanted = ['169.254.169.254', ...(here.vpc?.cidrs ?? []), apiServerHost(here)];
  const missing = missingFromNoProxy(proxy.noProxy, wanted);
  if (missing.length === 0 && !words) return undefined;
  const { id } = here.instance;
  return accuse(words, {
    subject: { kind: 'instance', id },
    says: `${id} sends everything through a proxy${missing.length > 0 ? `, also what is for ${missing.join(', ')}` : ''}.`,
    facts: { proxy: true, missingFromNoProxy: missing },
    evidence: [
      {
        source: 'ec2:DescribeInstanceAttribute',
        says: `user data sets a proxy; NO_PROXY lacks ${missing.join(',') || 'nothing'}`,
      },
    ],
  });
};

const byRoute = (here: Surroundings, words: string | undefined): Said | undefined => {
  const egress = internetEgress(here);
  const hop = egress.hops.at(-1);
  if (egress.verdict !== 'unproven' || !hop || hop.kind !== 'route' || !needsInternet(here)) return undefined;
  return accuse(words, {
    subject: { kind: 'subnet', id: here.interfaces[0].subnetId },
    says: `What ${here.instance.id} sends out cannot be followed: ${egress.because}.`,
    facts: { subnet: here.interfaces[0].subnetId, because: egress.because },
    evidence: [{ source: 'ec2:DescribeRouteTables', says: hop.says }],
  });
};

/** Whether anything before registration may hang on the internet. Images of the network come later. */
const needsInternet = (here: Surroundings): boolean =>
  isPublicOnly(here) ||
  servicesOf(here).some(
    ({ service, stage, need }) => stage !== 'ready' && need !== 'no' && hasEndpoint(here, service) !== 'yes',
  );
