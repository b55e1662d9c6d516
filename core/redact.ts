/** What stands where a secret stood. */
const GONE = '[redacted]';

/** Terminal sequences (ECMA-48: CSI, OSC and two-character escapes). */
// oxlint-disable-next-line no-control-regex
const ESCAPES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[ -/]*[0-~])/g;

/** Control characters except tab and line feed, and the marks that turn the direction of a text around. */
// oxlint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** What goes on for long without a break is a key, a certificate or somebody's data, never a sentence. */
const LONG_RUNS = /[A-Za-z0-9+/_-]{60,}={0,2}/g;

/** What is before the resource of an ARN (IAM user guide, "Amazon Resource Names"). */
const ARN_BEFORE = /\barn:[a-z-]{1,20}:[a-z0-9-]{1,40}:[a-z0-9-]{0,30}:\d{0,12}:$/;

/**
 * Secrets that their own form gives away, whatever stands around them. The first group stays. Bounded repetition keeps
 * the time linear whatever the text.
 */
const FORMS: readonly RegExp[] = [
  // PEM bodies; an end that was cut off may be missing
  /(-----BEGIN [A-Z0-9 ]{1,40}-----)[^]*?(?:-----END [A-Z0-9 ]{1,40}-----|$)/g,
  // EKS bearer tokens (aws-iam-authenticator pkg/token/token.go)
  /(k8s-aws-v1\.)[\w-]+/g,
  // JSON web tokens
  /\b(eyJ)[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?/g,
  // presigned URLs (Signature Version 4 query parameters)
  /(X-Amz-(?:Signature|Credential|Security-Token)(?:=|%3D))[^\s&"']+/gi,
  // access key ids (IAM user guide, unique identifiers)
  /\b(AKIA|ASIA)[A-Z0-9]{12,}\b/g,
  // user and password in a URL
  /(\b[a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/@"']+(?=@)/gi,
];

/** Secrets that the word before them gives away. The first group stays. */
const NAMED: readonly RegExp[] = [
  // headers
  /(authorization["']?\s{0,9}[:=]\s{0,9}["']?)(?:[a-z0-9-]{1,40} +)?[^\s"']+/gi,
  /(\bbearer\s{1,9})[\w.~+/=-]{8,}/gi,
  // assignments whose name says secret
  /((?:passw(?:or)?d|passphrase|pass|pwd|secret|token|api[_-]?key|private[_-]?key)[\w.-]{0,40}["']?\s{0,9}[:=]\s{0,9})(?:"[^"\n]*"|'[^'\n]*'|[^\s"',;}]+)/gi,
  // flags whose name says secret: `--token x`
  /(--[\w-]{0,40}(?:password|secret|token|api-key)[\w-]{0,40}[ =])[^\s"']+/gi,
  // Kubernetes bootstrap tokens (Kubernetes reference, bootstrap tokens: id of 6, secret of 16)
  /(\b[a-z0-9]{6}\.)(?=[a-z0-9]*[0-9])[a-z0-9]{16}\b(?![.-])/g,
];

/**
 * A text without secrets and without anything a terminal would act on. Prefers taking too much to leaving too much.
 *
 * Takes any text of AWS, a node's console or a log; gives the same text with secrets replaced. Never throws.
 *
 * @example redact('proxy http://user:pass@10.0.0.1:3128') // 'proxy http://[redacted]@10.0.0.1:3128'
 */
export const redact = (text: string): string =>
  redactNamed(
    plainText(text).replace(LONG_RUNS, (run, at: number, whole: string) =>
      isDigest(run) || ARN_BEFORE.test(whole.slice(Math.max(0, at - 130), at)) ? run : GONE,
    ),
  );

/** A text without what is secret by its form or by the word before it; long names stay whole. */
export const redactNamed = (text: string): string => withoutAll(NAMED, redactForms(text));

/** A text without what is surely secret by its form: for names, ids and ARNs, which must stay exact. */
export const redactForms = (text: string): string => withoutAll(FORMS, text);

const withoutAll = (secrets: readonly RegExp[], text: string): string =>
  secrets.reduce((clean, secret) => clean.replace(secret, `$1${GONE}`), text);

/** The text without terminal sequences and control characters; line ends become line feeds. */
export const plainText = (text: string): string =>
  text.replaceAll(ESCAPES, '').replaceAll('\r\n', '\n').replaceAll('\r', '\n').replaceAll(CONTROLS, '');

/** Digests of images and ids of containers are 64 hexadecimal digits and no secret; paths have no capital and no `+`. */
const isDigest = (run: string): boolean => /^[0-9a-f]{64}$/.test(run) || (run.length < 160 && /^[a-z/_-]+$/.test(run));
