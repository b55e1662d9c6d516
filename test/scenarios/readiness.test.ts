import { expect, it } from 'vitest';
import { checks } from '../../checks/index.ts';
import { assess } from '../../core/verdict.ts';
import { startAccount } from '../../simulator/account.ts';
import { collectFrom } from '../support/collect.ts';
import { faultyWorld } from '../support/worlds.ts';

/** What is said of a faulty managed node so many seconds after its launch. */
it.each([
  ['cni-addon-missing', 0, 'cni-addon-missing likely ready'],
  ['cni-addon-missing', 130, 'cni-addon-missing certain ready'],
  ['kube-proxy-missing', 130, 'kube-proxy-missing certain ready'],
  ['cni-not-initialized', 180, 'cni-not-initialized likely ready'],
  ['cni-api-unreachable', 130, 'cni-api-unreachable likely ready'],
  ['cni-custom-networking-misconfigured', 0, 'cni-custom-networking-misconfigured likely ready'],
  ['cni-custom-networking-misconfigured:zone', 0, 'cni-custom-networking-misconfigured suspect ready'],
  ['cni-custom-networking-misconfigured:zone', 130, 'cni-custom-networking-misconfigured likely ready'],
  ['cni-version-too-old', 0, 'cni-version-too-old likely ready'],
  ['max-pods-too-low', 0, 'max-pods-too-low likely ready'],
  ['pressure-or-agent', 60, 'pressure-or-agent likely ready'],
  ['instance-tag-missing', 60, 'instance-tag-missing likely ready'],
  ['cloud-taint-uninitialized', 180, 'cloud-taint-uninitialized certain ready'],
  ['startup-taint-stuck', 400, 'startup-taint-stuck likely ready'],
  ['admission-webhook-blocks-nodes', 130, 'admission-webhook-blocks-nodes suspect registered'],
  ['node-in-other-cluster', 130, 'node-in-other-cluster certain registered'],
])('%s after %i s: %s', async (fault, seconds, said) => {
  const world = faultyWorld({ authentication: 'API' }, fault);
  if (!world) throw new Error('the fault does not apply');
  const account = await startAccount(world);
  account.advance(seconds);
  const { evidence, target } = await collectFrom(account);
  await account.close();
  const { causes } = assess(evidence, target, checks);
  expect(causes.map(({ cause, certainty, stage }) => `${cause} ${certainty} ${stage}`)).toContain(said);
});
