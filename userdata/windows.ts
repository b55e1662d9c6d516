import { certificateFacts } from './certificate.ts';
import { type Decoded, defined, problem } from './facts.ts';
import { kubeletFacts } from './kubelet-flags.ts';

/** Whether a text is meant for EC2Launch: tags of version 1, or a task document of version 2. */
export const looksLikeWindows = (text: string): boolean =>
  /<(?:powershell|script)>/i.test(text) || (/^\s*version:\s*1\.0\s*$/m.test(text) && /^\s*tasks:/m.test(text));

/**
 * The named parameters of Start-EKSBootstrap.ps1. An endpoint without its certificate authority is ignored, and the
 * other way round.
 *
 * Source: EKS user guide, eks-optimized-windows-ami.
 */
export const decodeWindows = (text: string): Decoded => {
  const script = text.replace(/<#[\s\S]*?#>/g, '').replace(/^\s*#.*$/gm, '');
  const configuresElsewhere =
    /Invoke-WebRequest|\biwr\b|DownloadFile|DownloadString|Read-S3Object/i.test(script) || undefined;
  if (!/-EKSClusterName\b|Start-EKSBootstrap/i.test(script)) {
    const says = 'Nothing in the user data runs Start-EKSBootstrap.ps1.';
    return {
      flavour: 'windows',
      ...defined({ configuresElsewhere }),
      problems: [problem('windows-no-bootstrap', says)],
    };
  }
  const endpoint = parameter(script, 'APIServerEndpoint');
  const authority = parameter(script, 'Base64ClusterCA');
  const facts = defined({
    ...kubeletFacts((parameter(script, 'KubeletExtraArgs') ?? '').split(/\s+/).filter(Boolean)),
    clusterName: parameter(script, 'EKSClusterName'),
    ...(endpoint && authority ? { apiServerEndpoint: endpoint, ...certificateFacts(authority) } : {}),
    clusterDnsIp: parameter(script, 'DNSClusterIP'),
    serviceCidr: parameter(script, 'ServiceCIDR'),
    configuresElsewhere,
  });
  return { flavour: 'windows', ...facts, problems: [] };
};

/** The value of a named parameter: quoted, bare, or a variable that the script sets once to a plain text. */
const parameter = (script: string, name: string): string | undefined => {
  const values = new Set(
    Array.from(script.matchAll(new RegExp(`-${name}[ \\t:]+(?:'([^']*)'|"([^"]*)"|([^\\s'"]+))`, 'gi')), (match) =>
      resolve(script, match[1], match[2] ?? match[3]),
    ),
  );
  const [only] = values;
  return values.size === 1 ? only || undefined : undefined;
};

const resolve = (script: string, literal: string | undefined, expandable: string | undefined): string | undefined => {
  if (literal !== undefined) return literal;
  if (!expandable?.includes('$')) return expandable;
  const [, name] = /^\$\{?(\w+)\}?$/.exec(expandable) ?? [];
  if (!name) return undefined;
  const set = Array.from(
    script.matchAll(new RegExp(`\\$${name}\\s*=\\s*['"]([^'"$]*)['"]`, 'gi')),
    (match) => match[1],
  );
  return set.length === 1 ? set[0] : undefined;
};
