import type { UserDataProblem } from '../core/evidence.ts';
import { isMapping, problem, valueAt } from './facts.ts';

const isText = (value: unknown): boolean => typeof value === 'string';
/** Go reads YAML 1.1 too, where these words mean true and false, and numbers may be written in more ways. */
const isBoolean = (value: unknown): boolean =>
  typeof value === 'boolean' || (typeof value === 'string' && /^(?:y|yes|n|no|on|off)$/i.test(value));
const isInteger = (value: unknown): boolean =>
  Number.isInteger(value) || (typeof value === 'string' && /_|^[-+]?0[box]/i.test(value));
const mappingOf =
  (fits: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    isMapping(value) && Object.values(value).every((one) => one === null || fits(one));
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);

/** Fields by their type (Kubernetes reference, kubelet configuration v1beta1); a wrong type ends kubelet at its start. */
const TYPES: readonly (readonly [string, (value: unknown) => boolean, string])[] = [
  [
    'an integer',
    isInteger,
    `containerLogMaxFiles eventBurst eventRecordQPS evictionMaxPodGracePeriod imageGCHighThresholdPercent
     imageGCLowThresholdPercent kubeAPIBurst kubeAPIQPS maxParallelImagePulls maxPods podPidsLimit podsPerCore
     registryBurst registryPullQPS`,
  ],
  [
    'true or false',
    isBoolean,
    'cpuCFSQuota failSwapOn protectKernelDefaults seccompDefault serializeImagePulls serverTLSBootstrap',
  ],
  ['a text', isText, 'clusterDomain containerLogMaxSize cpuManagerPolicy memoryManagerPolicy topologyManagerPolicy'],
  ['a list of texts', isTexts, 'allowedUnsafeSysctls clusterDNS enforceNodeAllocatable'],
  [
    'a mapping of texts',
    mappingOf(isText),
    'evictionHard evictionMinimumReclaim evictionSoft evictionSoftGracePeriod kubeReserved systemReserved',
  ],
  ['a mapping of true and false', mappingOf(isBoolean), 'featureGates'],
];

/** What kubelet would refuse of the configuration in NodeConfigs; of a field that several set, the last one counts. */
export const kubeletConfigProblems = (specs: readonly unknown[]): UserDataProblem[] =>
  TYPES.flatMap(([type, fits, fields]) =>
    fields.split(/\s+/).flatMap((field) => {
      const given = specs.map((spec) => valueAt(spec, 'kubelet', 'config', field));
      const value = given.findLast((one) => one !== undefined && one !== null);
      const at = `spec.kubelet.config.${field}`;
      return value === undefined || value === null || fits(value)
        ? []
        : [problem('kubelet-config-wrong-type', `${at} must be ${type}.`, at)];
    }),
  );
