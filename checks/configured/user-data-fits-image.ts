import { defineCheck, type Judgement } from '../../core/check.ts';
import { valueOf } from '../../core/observed.ts';
import { redact } from '../../core/redact.ts';
import { platformOf } from '../../core/target.ts';
import { originOf } from '../../userdata/index.ts';

type Cause = 'userdata-al2023-bootstrap-sh' | 'bottlerocket-settings-invalid' | 'windows-bootstrap-failed';

/** How Bottlerocket names its images for Kubernetes on AWS; copies mostly keep it. */
const GENUINE = /bottlerocket-aws-k8s-\d/i;

/**
 * Each image has its own grammar: NodeConfig for Amazon Linux 2023, TOML for Bottlerocket, PowerShell for Windows.
 * EKS user guide, al2023 and launch-templates; amazon-eks-ami templates/al2023/runtime/rootfs/etc/eks/bootstrap.sh.
 */
export default defineCheck({
  id: 'user-data-fits-image',
  title: 'The user data is of the kind that the image reads',
  stage: 'configured',
  needs: ['instance', 'userData'],
  uses: ['image', 'nodeGroup'],
  causes: {
    'userdata-al2023-bootstrap-sh': {
      why: 'Amazon Linux 2023 has no bootstrap.sh any more: it joins by a NodeConfig only.',
      heals: 'new-node',
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/al2023.html'],
      atMost: 'certain',
      manual: 'Replace the call of bootstrap.sh by a NodeConfig and launch new nodes.',
    },
    'bottlerocket-settings-invalid': {
      why: 'Bottlerocket takes its cluster from TOML settings and runs no other user data.',
      heals: 'new-node',
      docs: ['https://bottlerocket.dev/en/os/latest/#/api/settings/kubernetes/'],
      atMost: 'certain',
      manual:
        'Write settings.kubernetes with cluster-name, api-server and cluster-certificate as TOML and launch new nodes.',
    },
    'windows-bootstrap-failed': {
      why: 'A Windows node joins only when its user data runs Start-EKSBootstrap.ps1 in PowerShell.',
      heals: 'new-node',
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/eks-optimized-windows-ami.html'],
      atMost: 'likely',
      manual: 'Run Start-EKSBootstrap.ps1 -EKSClusterName CLUSTER in the user data and launch new nodes.',
    },
  },
  judge({ instance, userData, image, nodeGroup }): readonly Judgement<Cause>[] {
    if (!instance || instance.serviceManaged || !userData || userData.flavour === 'empty') return [];
    const { windows } = instance;
    const platform = platformOf({ imageName: valueOf(image)?.name, amiType: valueOf(nodeGroup)?.amiType, windows });
    const { flavour, problems, standalone, configuresElsewhere, bootstrapCalls } = userData;
    const accuse = (cause: Cause, certainty: 'certain' | 'likely', says: string, at: readonly string[] = []) => ({
      cause,
      certainty,
      subject: originOf(instance),
      says,
      facts: { flavour, platform, problems: problems.map(({ kind }) => kind), at },
      evidence: [
        { source: 'ec2:DescribeInstanceAttribute', says: `userData is ${flavour}` },
        { source: 'ec2:DescribeImages', says: `Name=${redact(valueOf(image)?.name.slice(0, 128) ?? 'unknown')}` },
      ],
      commands: [],
    });
    if (platform === 'al2023' && flavour === 'bootstrap-sh') {
      const says = `The user data of ${instance.id} calls bootstrap.sh ${bootstrapCalls ?? 1} time(s) and holds no NodeConfig.`;
      const malformed = problems.some(({ kind }) => kind.startsWith('mime-'));
      return malformed
        ? []
        : [accuse('userdata-al2023-bootstrap-sh', configuresElsewhere ? 'likely' : 'certain', says)];
    }
    if (
      platform === 'windows' &&
      (flavour !== 'windows' || problems.some(({ kind }) => kind === 'windows-no-bootstrap'))
    ) {
      return [
        accuse(
          'windows-bootstrap-failed',
          'likely',
          `The user data of ${instance.id} does not run Start-EKSBootstrap.ps1.`,
        ),
      ];
    }
    if (platform !== 'bottlerocket' && flavour !== 'bottlerocket') return [];
    if (platform === 'bottlerocket' && flavour !== 'bottlerocket') {
      // What could not be read may be settings after all, and a name may only speak of Bottlerocket.
      const genuine =
        GENUINE.test(valueOf(image)?.name ?? '') || valueOf(nodeGroup)?.amiType.startsWith('BOTTLEROCKET');
      const certainty = genuine && flavour !== 'unreadable' ? 'certain' : 'likely';
      return [
        accuse('bottlerocket-settings-invalid', certainty, `The user data of ${instance.id} is no Bottlerocket TOML.`),
      ];
    }
    if (standalone || platform !== 'bottlerocket') return [];
    const faults = problems.filter(({ kind }) => kind.startsWith('bottlerocket-'));
    const [first] = faults;
    if (!first) return [];
    const proves = faults.some(({ kind }) => kind === 'bottlerocket-missing-setting') && !configuresElsewhere;
    return [
      accuse(
        'bottlerocket-settings-invalid',
        proves ? 'certain' : 'likely',
        first.says,
        faults.flatMap(({ at }) => at ?? []),
      ),
    ];
  },
});
