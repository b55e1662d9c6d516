import { defineCheck } from '../../core/check.ts';
import { valueOf } from '../../core/observed.ts';
import { platformOf } from '../../core/target.ts';
import { originOf, readsGrammar } from '../../userdata/index.ts';

/** Labels that kubelet may give its own Node by name (kubernetes staging/src/k8s.io/kubelet/pkg/apis/well_known_labels.go). */
const BY_NAME = new Set([
  'beta.kubernetes.io/arch',
  'beta.kubernetes.io/instance-type',
  'beta.kubernetes.io/os',
  'failure-domain.beta.kubernetes.io/region',
  'failure-domain.beta.kubernetes.io/zone',
  'kubernetes.io/arch',
  'kubernetes.io/hostname',
  'kubernetes.io/os',
  'node.kubernetes.io/instance-type',
  'topology.kubernetes.io/region',
  'topology.kubernetes.io/zone',
]);

/** Kubelet validates its flags before anything else (kubernetes cmd/kubelet/app/options/options.go, ValidateKubeletFlags). */
export default defineCheck({
  id: 'node-labels-allowed',
  title: 'The user data gives the node only labels that kubelet may set',
  stage: 'configured',
  needs: ['instance', 'userData'],
  uses: ['image', 'nodeGroup'],
  causes: {
    'kubelet-invalid-node-labels': {
      why: 'kubelet exits at labels that are no labels, and at those of the kubernetes.io and k8s.io namespaces that it may not give its own Node.',
      heals: 'new-node',
      docs: ['https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#noderestriction'],
      atMost: 'certain',
      manual: 'Take the label out of the user data; once the node has joined: kubectl label node NODE KEY=VALUE',
    },
  },
  judge({ instance, userData, image, nodeGroup }) {
    if (!instance || instance.serviceManaged || !userData || userData.standalone) return [];
    const labels = (userData.nodeLabels ?? []).map((label): [string, string] => {
      const [key = '', ...value] = label.split('=');
      return [key, value.join('=')];
    });
    const wrong = labels.filter(([key, value]) => !isAllowed(key) || !isWellFormed(key, value));
    const refused = [...new Set(wrong.map(([key]) => key))];
    const { windows } = instance;
    const platform = platformOf({ imageName: valueOf(image)?.name, amiType: valueOf(nodeGroup)?.amiType, windows });
    if (refused.length === 0 || !readsGrammar(platform, userData.flavour)) return [];
    // PowerShell is not read word by word; user data that is wrong otherwise may never get as far as kubelet.
    const read = userData.flavour !== 'windows' && !userData.configuresElsewhere && userData.problems.length === 0;
    return [
      {
        cause: 'kubelet-invalid-node-labels',
        // kubelet was started, and ends before it calls anybody.
        stage: 'connected',
        certainty: read && platform !== 'unknown' ? 'certain' : 'likely',
        subject: originOf(instance),
        says: `The user data of ${instance.id} gives the node labels that kubelet refuses: ${refused.slice(0, 5).join(', ')}.`,
        facts: { labels: refused, platform, flavour: userData.flavour },
        evidence: [
          { source: 'ec2:DescribeInstanceAttribute', says: `userData: node labels ${refused.slice(0, 5).join(', ')}` },
        ],
        commands: [],
      },
    ];
  },
});

/** A part of a label, at most 63 characters (kubernetes apimachinery, IsQualifiedName and IsValidLabelValue). */
const PART = /^[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?$/;
const DOMAIN = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;

const isWellFormed = (key: string, value: string): boolean => {
  const [name = '', domain, ...more] = key.split('/').reverse();
  const named = PART.test(name) && more.length === 0 && (domain === undefined || DOMAIN.test(domain));
  return named && (value === '' || PART.test(value));
};

const isAllowed = (key: string): boolean => {
  const slash = key.indexOf('/');
  const domain = slash < 0 ? '' : key.slice(0, slash);
  const within = (parent: string): boolean => domain === parent || domain.endsWith(`.${parent}`);
  if (!within('kubernetes.io') && !within('k8s.io')) return true;
  return BY_NAME.has(key) || within('kubelet.kubernetes.io') || within('node.kubernetes.io');
};
