import { gunzipSync } from 'node:zlib';

/** EC2 takes 16 KB of raw user data; compressed text may be longer, but nothing honest grows past this. */
export const MAX_BYTES = 1 << 20;

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * Base64 as Go's `base64.StdEncoding` reads it: padding is required, line ends are skipped, anything else is refused
 * (nodeadm internal/configprovider/encoding.go). Gives `undefined` for what is not base64, and for empty text.
 */
export const decodeBase64 = (text: string): Buffer | undefined => {
  const bare = text.replace(/[\r\n]/g, '');
  if (!bare || bare.length > 2 * MAX_BYTES || !BASE64.test(bare)) return undefined;
  return Buffer.from(bare, 'base64');
};

/** Whether the bytes start like a gzip stream. */
export const isGzip = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** The bytes without their gzip layer: `damaged` when the stream cannot be read, `too-large` beyond {@link MAX_BYTES}. */
export const gunzip = (bytes: Buffer): Buffer | 'damaged' | 'too-large' => {
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_BYTES });
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : 'damaged';
  }
};

/** Bytes with the wrapping taken off, outermost layer first, or the reason why that was not possible. */
export interface Unwrapped {
  readonly bytes: Buffer;
  readonly layers: readonly ('base64' | 'gzip')[];
  readonly fault?: 'damaged' | 'too-large';
}

/** Takes off one base64 and one gzip layer, each if it is there, in nodeadm's order (userdata.go `Provide`). */
export const unwrap = (bytes: Buffer): Unwrapped => {
  const decoded = decodeBase64(bytes.toString('latin1'));
  const inner = decoded ?? bytes;
  const layers: ('base64' | 'gzip')[] = decoded ? ['base64'] : [];
  if (!isGzip(inner)) return { bytes: inner, layers };
  const plain = gunzip(inner);
  if (typeof plain === 'string') return { bytes: inner, layers: [...layers, 'gzip'], fault: plain };
  return { bytes: plain, layers: [...layers, 'gzip'] };
};
