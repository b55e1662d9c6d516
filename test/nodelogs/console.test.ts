import { describe, expect, it } from 'vitest';
import { isCauseId } from '../../core/causes.ts';
import { readConsole } from '../../nodelogs/console.ts';
import { consoleDictionary } from '../../nodelogs/console-dictionary.ts';
import { kubeletDictionary } from '../../nodelogs/kubelet-dictionary.ts';

/** One real line, or a line in its program's own words, for each entry. */
const lines: Record<string, string> = {
  'nodeadm-kubelet-started': 'nodeadm[21]: INFO\tinit/init.go:231\tDaemon is running\t{"name": "kubelet"}',
  'nodeadm-no-config': 'nodeadm[16]: FATAL\tnodeadm/main.go:47\tCommand failed\t{"error": "no config in chain"}',
  'nodeadm-config-undecodable': "nodeadm[16]: failed to decode node config, couldn't get version/kind",
  'nodeadm-cluster-field-missing': '{"error": "Apiserver endpoint is missing in cluster configuration"}',
  'nodeadm-instance-waiter-expired': '{"error": "exceeded max wait time for InstanceCondition waiter"}',
  'nodeadm-ec2-not-resolved':
    'expected err to be of type smithy.APIError, got operation error EC2: DescribeInstances, dial tcp: lookup ec2.eu-central-1.amazonaws.com: no such host',
  'nodeadm-ec2-unreachable':
    'expected err to be of type smithy.APIError, got operation error EC2: DescribeInstances, dial tcp 3.1.2.3:443: i/o timeout',
  'nodeadm-no-credentials':
    'expected err to be of type smithy.APIError, got get identity: failed to refresh cached credentials, no EC2 IMDS role found',
  'nodeadm-no-ipv6-address':
    'metadata property path "network/interfaces/macs/06:aa:bb:cc:dd:ee/ipv6s": StatusCode: 404',
  'nodeadm-metadata-failed': 'operation error ec2imds: GetUserData, http response error StatusCode: 403',
  'nodeadm-no-credential-provider': 'image credential provider binary was not found on path',
  'nodeadm-link-not-configured': 'failed to ensure primary ENI only configuration: context deadline exceeded',
  'al2023-has-no-bootstrap-script': 'ERROR: bootstrap.sh has been removed from AL2023-based EKS AMIs.',
  'bootstrap-complete': 'cloud-init[3412]: 2026-11-24T09:00:20+0000 [eks-bootstrap] INFO: complete!',
  'bootstrap-no-cluster-name': '[eks-bootstrap] ERROR: cluster name is not defined!',
  'bootstrap-cluster-unknown':
    'An error occurred (ResourceNotFoundException) when calling the DescribeCluster operation: No cluster found for name: prod.',
  'bootstrap-describe-cluster-failed': '[eks-bootstrap] ERROR: Exhausted retries while describing cluster!',
  'bootstrap-no-private-dns-name': '[private-dns-name] ERROR: failed to retrieve PrivateDnsName after 20 attempts!',
  'bootstrap-no-credentials': 'Unable to locate credentials. You can configure credentials by running "aws configure".',
  'bootstrap-denied':
    'An error occurred (UnauthorizedOperation) when calling the DescribeInstances operation: You are not authorized',
  'bootstrap-failed': 'Exited with error on line 412',
  'cloud-init-scripts-failed': 'cc_scripts_user.py[WARNING]: Failed to run module scripts-user (scripts in …)',
  'cloud-init-not-multipart': "__init__.py[WARNING]: Unhandled non-multipart (text/x-not-multipart) userdata: 'b'",
  'pluto-no-private-dns-name': 'pluto: Timed out retrieving private DNS name from EC2: deadline has elapsed',
  'pluto-describe-cluster-failed': 'pluto: Timed-out waiting for EKS Describe Cluster API response',
  'pluto-no-ipv6-address': "IMDS request failed: No 'ipv6s associated with primary network interface' found",
  'pluto-metadata-failed': 'pluto: IMDS request failed: error sending request',
  'pluto-settings-invalid': 'pluto[900]: Missing AWS region',
  'systemd-kubelet-started': '[   11.000000] systemd[1]: Started Kubelet.',
  'kernel-cannot-boot': 'Kernel panic - not syncing: VFS: Unable to mount root fs',
  'kubelet-registered': 'kubelet_node_status.go:78] "Successfully registered node" node="ip-10-0-1-7.ec2.internal"',
  'kubelet-webhook-failed':
    '"Unable to register node with API server" err="Internal error occurred: failed calling webhook \\"x\\": context deadline exceeded"',
  'kubelet-other-node':
    'nodes "ip-10-0-1-7.ec2.internal" is forbidden: node "i-0a" is not allowed to modify node "ip-10-0-1-7.ec2.internal"',
  'kubelet-forbidden':
    'nodes is forbidden: User "arn:aws:sts::111122223333:assumed-role/x/i-0a" cannot create resource "nodes"',
  'kubelet-unauthorized': '"Unable to register node with API server" err="Unauthorized" node="ip-10-0-1-7"',
  'kubelet-no-credentials': 'getting credentials: exec: executable aws failed with exit code 253',
  'kubelet-no-token-program': 'getting credentials: exec: executable aws-iam-authenticator not found',
  'kubelet-wrong-authority':
    'Post "https://AB.gr7.eu-central-1.eks.amazonaws.com/api/v1/nodes": tls: failed to verify certificate: x509: certificate signed by unknown authority',
  'kubelet-clock-skew': 'x509: certificate has expired or is not yet valid: current time 2020-01-01',
  'kubelet-not-resolved': 'dial tcp: lookup AB.gr7.eu-central-1.eks.amazonaws.com on 10.0.0.2:53: no such host',
  'kubelet-private-timeout':
    'Post "https://AB.gr7.eu-central-1.eks.amazonaws.com/api/v1/nodes": dial tcp 172.31.1.9:443: i/o timeout',
  'kubelet-public-timeout':
    'Post "https://AB.gr7.eu-central-1.eks.amazonaws.com/api/v1/nodes": dial tcp 3.66.1.9:443: i/o timeout',
  'kubelet-refused':
    'Get "https://AB.gr7.eu-central-1.eks.amazonaws.com/api/v1/nodes": dial tcp 10.0.1.9:443: connect: connection refused',
  'kubelet-handshake-timeout':
    'Get "https://AB.gr7.eu-central-1.eks.amazonaws.com/api/v1/nodes": net/http: TLS handshake timeout',
  'kubelet-nameless': 'kubelet.go:2183] node "" not found',
  'kubelet-unknown-flag': 'failed to parse kubelet flag: unknown flag: --network-plugin',
  'kubelet-invalid-labels':
    "failed to validate kubelet flags: unknown 'kubernetes.io' or 'k8s.io' labels specified with --node-labels: [x]",
  'kubelet-swap': 'running with swap on is not supported, please disable swap!',
  'kubelet-cgroup-v1': 'kubelet is configured to not run on a host using cgroup v1',
};

const dictionary = [...consoleDictionary, ...kubeletDictionary];

describe('the log dictionary', () => {
  it.each(dictionary.map((entry) => [entry.id, entry] as const))('%s reads its own line alone', (id, entry) => {
    const { signs } = readConsole(lines[id] ?? '');
    expect(signs.map((sign) => sign.id)).toEqual([id]);
    expect(signs[0]).toMatchObject({ program: entry.program, causes: entry.causes, proves: entry.proves });
  });

  it('has every id once, and a proof names exactly one cause', () => {
    expect(new Set(dictionary.map(({ id }) => id)).size).toBe(dictionary.length);
    expect(dictionary.flatMap(({ causes }) => causes).filter((cause) => !isCauseId(cause))).toEqual([]);
    const proofs = dictionary.filter(({ proves }) => proves);
    expect(proofs.filter(({ causes, stuckAt }) => causes.length !== 1 || !stuckAt)).toEqual([]);
  });
});

describe('reading a console', () => {
  it.each([
    '__init__.py[WARNING]: Unhandled unknown content-type (application/node.eks.aws) userdata: b',
    'NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized',
    '"Failed to ensure lease exists, will retry" err="Unauthorized"',
    'Failed to get node info: node "ip-10-0-1-7.ec2.internal" not found',
    'eviction manager: failed to get summary stats',
    'Error getting the current node from lister',
  ])('takes noise for nothing: %s', (line) => {
    expect(readConsole(line).signs).toEqual([]);
  });

  it('does not take the end of the configuring unit for the start of kubelet', () => {
    expect(readConsole('nodeadm-config[16]: INFO\tinit/init.go:151\tdone!').signs).toEqual([]);
  });

  it('does not blame the way to the API server for a time-out elsewhere', () => {
    const elsewhere = 'failed to pull image: dial tcp 10.0.3.4:443: i/o timeout';
    expect(readConsole(elsewhere).signs).toEqual([]);
  });

  it('gives one sign an entry, with its latest line, and only the last lines', () => {
    const text = Array.from({ length: 100 }, (_, index) => `${index} no config in chain`).join('\n');
    const { signs, tail } = readConsole(`${text}\n\n`);
    expect(signs).toHaveLength(1);
    expect(signs[0]?.line).toBe('99 no config in chain');
    expect(tail).toHaveLength(40);
    expect(tail.at(-1)).toBe('99 no config in chain');
  });

  it('cuts long lines, and takes no time over them', () => {
    const { tail } = readConsole(`.eks.amazonaws.com${' dial tcp 10.'.repeat(20_000)}`);
    expect(tail[0]?.length).toBe(300);
  }, 2_000);

  it('reads nothing from nothing', () => {
    expect(readConsole('')).toEqual({ signs: [], tail: [] });
  });
});
