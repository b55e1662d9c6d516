import type { Evidence } from '../core/evidence.ts';
import type { ReportedPath } from '../core/report.ts';
import { hostOf, servicesOf } from './aws-services.ts';
import { tracesTo } from './blockage.ts';
import { apiServer, apiServerHost, awsServices, type Destination } from './destinations.ts';
import type { Hop } from './hop.ts';
import { type Surroundings, surroundings } from './surroundings.ts';
import type { Trace } from './trace.ts';
import { some, type Verdict } from './verdict.ts';

/**
 * The paths of a report: to the API server, to each AWS service that the node surely needs, and to any other that is
 * provably out of reach. One way stands for a destination: a broken one that is surely in use, else the best.
 */
export const reportedPaths = (evidence: Evidence): readonly ReportedPath[] => {
  const here = surroundings(evidence);
  if (!here) return [];
  const server = apiServer(here);
  const services = servicesOf(here).flatMap(({ service, need }): ReportedPath[] => {
    const destination = awsServices(here).find((one) => one.service === service);
    if (!destination) return need === 'yes' ? [unseen(`${service} API`, hostOf(here, service))] : [];
    return need === 'yes' || reach(here, destination) === 'no' ? [pathTo(here, destination)] : [];
  });
  return [server ? pathTo(here, server) : unseen('API server', apiServerHost(here)), ...services];
};

/** Whether the node reaches a destination: one way that is open is enough. */
export const reach = (here: Surroundings, destination: Destination): Verdict =>
  some(tracesTo(here, destination).map(({ verdict }) => verdict));

/** The hops that let nothing through, on the way that stands for the destination. */
export const brokenHops = (here: Surroundings, destination: Destination): readonly Hop[] =>
  spokesman(tracesTo(here, destination)).hops.filter(({ verdict }) => verdict === 'no');

const pathTo = (here: Surroundings, destination: Destination): ReportedPath => {
  const { verdict, hops } = spokesman(tracesTo(here, destination));
  return {
    to: destination.name.replace(/^the /, ''),
    port: 443,
    verdict,
    hops: hops.map(({ kind, ids, verdict: one, says }) => ({ kind, id: ids.join(', '), verdict: one, says })),
  };
};

const spokesman = (traces: readonly Trace[]): Pick<Trace, 'verdict' | 'hops'> => {
  const inUse = traces.find(({ verdict, way }) => verdict === 'no' && way.named === 'yes');
  const verdict = some(traces.map((one) => one.verdict));
  return inUse ?? traces.find((one) => one.verdict === verdict) ?? { verdict, hops: [] };
};

/** A destination whose addresses cannot be told from here. */
const unseen = (to: string, host: string): ReportedPath => {
  const says = `where ${host} leads cannot be told from here`;
  return { to, port: 443, verdict: 'unproven', hops: [{ kind: 'name', id: host, verdict: 'unproven', says }] };
};
