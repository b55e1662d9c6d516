/** The outer layers of user data: base64, gzip, MIME (nodeadm internal/configprovider; cloud-init user-data formats). */
import { gunzipSync } from 'node:zlib';

export interface Part {
  contentType: string;
  body: string;
}

/**
 * User data as text; empty when there is none. Another level of base64 is taken off, as nodeadm does; the cloud-init of
 * Amazon Linux 2 leaves it.
 */
export function readUserData(base64: string | undefined, levels: 'once' | 'twice' = 'twice'): string {
  if (!base64) return '';
  const once = unzip(Buffer.from(base64, 'base64'));
  const text = once.toString('utf8');
  const looksEncoded = /^[A-Za-z0-9+/=\s]+$/.test(text) && text.trim().length > 0;
  return looksEncoded && levels === 'twice' ? unzip(Buffer.from(text, 'base64')).toString('utf8') : text;
}

const unzip = (bytes: Buffer): Buffer => (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes);

/** The parts of a multipart document, or nothing if the text is none. Headers must start at the first character. */
export function partsOf(text: string): Part[] | undefined {
  const unix = text.replaceAll('\r\n', '\n');
  const [headers, body] = splitHeaders(unix);
  if (!/^(mime-version|content-type):/i.test(unix)) return undefined;
  const boundary = /boundary="?([^"\n;]+)"?/i.exec(headers)?.[1];
  if (!boundary || body === undefined) return undefined;
  const content = `\n${body}`.split(`\n--${boundary}--`)[0] ?? '';
  return content
    .split(`\n--${boundary}`)
    .slice(1)
    .map((part) => {
      const [partHeaders, partBody = ''] = splitHeaders(part.replace(/^[ \t]*\n/, ''));
      const contentType = /^content-type:\s*([^;\s]+)/im.exec(partHeaders)?.[1]?.toLowerCase() ?? '';
      const encoded = /^content-transfer-encoding:\s*base64/im.test(partHeaders);
      return { contentType, body: encoded ? readUserData(partBody) : partBody };
    });
}

/** Everything before the first empty line, and everything after it. */
function splitHeaders(text: string): [string, string | undefined] {
  const end = text.indexOf('\n\n');
  return end < 0 ? [text, undefined] : [text.slice(0, end), text.slice(end + 2)];
}

/** The shell scripts that cloud-init runs: the user data itself, or its shell parts. Without `#!` it runs nothing. */
export function scriptsOf(text: string): string[] {
  const parts = partsOf(text);
  const scripts = parts
    ? parts.filter(({ contentType }) => contentType === 'text/x-shellscript').map(({ body }) => body)
    : [text];
  return scripts.filter((script) => script.startsWith('#!'));
}
