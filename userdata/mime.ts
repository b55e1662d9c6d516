import { type MediaType, parseMediaType } from './media-type.ts';

/** One part of a multipart document. */
export interface Part {
  /** `undefined` where the part has no `Content-Type`. */
  readonly mediaType?: MediaType;
  /** The body, one character a byte. */
  readonly body: string;
}

/**
 * A multipart document as cloud-init reads it (Python's e-mail parser forgives), with the first fault for which
 * nodeadm, written in Go, takes none of it.
 */
export interface Multipart {
  readonly parts: readonly Part[];
  readonly fault?: string;
}

interface Headers {
  readonly fields: ReadonlyMap<string, string>;
  /** Where the body starts. */
  readonly end: number;
  readonly fault?: string;
  /** The text ended inside the headers. */
  readonly cut: boolean;
}

/** A UTF-8 byte order mark, one character a byte. */
const BYTE_ORDER_MARK = '\u00ef\u00bb\u00bf';

/**
 * Go takes the mark for a part of the first header's name and reads on, other readers give up: a fault that is not sure
 * to be one.
 */
export const MARK_FAULT = 'a byte order mark stands before the first header';

const FIELD_NAME = /^[!#$%&'*+\-.^_`{|}~0-9A-Za-z ]+$/;

/**
 * Reads headers as Go's `textproto` does: name, colon, value; a line that starts with white space continues the one
 * before; an empty line ends them. `strict` also checks the names (`textproto.ReadMIMEHeader`), which `net/mail` does not.
 */
const readHeaders = (text: string, from: number, strict: boolean): Headers => {
  const fields = new Map<string, string>();
  let name = '';
  let at = from;
  while (at < text.length) {
    const line = lineAt(text, at);
    const content = line.text.replace(/\r?\n$/, '');
    const continues = /^[ \t]/.test(content);
    if (continues && at === from) {
      return { fields, end: at, fault: 'white space stands before the first header', cut: false };
    }
    if (continues) {
      fields.set(name, `${fields.get(name) ?? ''} ${content.trim()}`);
    } else {
      if (content === '') return { fields, end: line.end, cut: false };
      const colon = content.indexOf(':');
      name = content.slice(0, Math.max(colon, 0)).toLowerCase();
      if (colon < 0 || (strict && !FIELD_NAME.test(name))) {
        return { fields, end: at, fault: 'no empty line stands after the headers', cut: false };
      }
      if (!fields.has(name)) fields.set(name, content.slice(colon + 1).trim());
    }
    at = line.end;
  }
  return { fields, end: at, cut: true };
};

const lineAt = (text: string, at: number): { text: string; end: number } => {
  const newline = text.indexOf('\n', at);
  const end = newline < 0 ? text.length : newline + 1;
  return { text: text.slice(at, end), end };
};

const HEADER_LINE = /^(?:MIME-Version|Content-Type)[ \t]*:/i;

/** Whether the text is meant as a MIME document, though perhaps a broken one. */
export const looksLikeMime = (text: string): boolean =>
  HEADER_LINE.test(text.replace(/^(?:\u00ef\u00bb\u00bf|\s)+/, ''));

/**
 * Reads a multipart document given one character a byte. `undefined` when its headers, read as nodeadm reads them, do
 * not announce multipart: nodeadm then takes the whole text as one NodeConfig.
 *
 * Sources: nodeadm internal/configprovider/mime.go; Go net/mail, mime/multipart.
 */
export const readMultipart = (text: string): Multipart | undefined => {
  const head = readHeaders(text, 0, false);
  const mediaType = parseMediaType(head.fields.get('content-type') ?? '');
  if (head.fault || !mediaType || mediaType.refused || !mediaType.type.startsWith('multipart/')) return undefined;
  const { parts, fault } = readParts(text.slice(head.end), mediaType.params.get('boundary') ?? '');
  return { parts, fault: fault ?? (text.startsWith(BYTE_ORDER_MARK) ? MARK_FAULT : undefined) };
};

/**
 * What can still be told of a text that is meant as MIME and that nodeadm does not recognise as multipart: why, and
 * the parts that a forgiving parser finds.
 */
export const readBrokenMultipart = (text: string): Multipart & { fault: string } => {
  const trimmed = text.replace(/^(?:\u00ef\u00bb\u00bf|\s)+/, '');
  const head = readHeaders(trimmed, 0, false);
  const mediaType = parseMediaType(head.fields.get('content-type') ?? '');
  const { parts } = readParts(trimmed.slice(head.end), mediaType?.params.get('boundary') ?? '');
  if (text.startsWith(BYTE_ORDER_MARK)) return { parts, fault: 'a byte order mark hides the Content-Type header' };
  if (trimmed.length < text.length) return { parts, fault: 'white space stands before the first header' };
  if (head.fault) return { parts, fault: head.fault };
  if (mediaType?.refused) return { parts, fault: 'the Content-Type header cannot be read; is its boundary quoted?' };
  return { parts, fault: 'the Content-Type header does not say multipart' };
};

/** The body of a multipart document, cut at its boundary as Go's `mime/multipart` cuts it. */
const readParts = (body: string, boundary: string): Multipart => {
  if (!boundary) return { parts: [], fault: 'the Content-Type header names no boundary' };
  const parts: Part[] = [];
  let fault: string | undefined;
  const mark = `--${boundary}`;
  let at = findBoundary(body, mark, 0);
  if (at < 0) return { parts, fault: 'the boundary of the Content-Type header never appears' };
  const lineEnd = lineAt(body, at).text.endsWith('\r\n') ? '\r\n' : '\n';
  for (;;) {
    const line = lineAt(body, at);
    const after = line.text.slice(mark.length);
    const closing = after.startsWith('--');
    const rest = after.slice(closing ? 2 : 0).replace(/^[ \t]+/, '');
    if (rest !== lineEnd && !(closing && rest === '')) fault ??= 'a boundary line ends otherwise than the first one';
    if (closing) return { parts, fault };
    const head = readHeaders(body, line.end, true);
    fault ??= head.fault ?? swallowed(head.fields);
    if (head.cut) return { parts, fault };
    const next = findBoundary(body, mark, head.end);
    const mediaType = parseMediaType(head.fields.get('content-type') ?? '');
    if (mediaType?.refused) fault ??= 'the Content-Type header of a part cannot be read';
    const raw = body.slice(head.end, next < 0 ? body.length : next).replace(/\r?\n$/, '');
    const quoted = head.fields.get('content-transfer-encoding')?.toLowerCase() === 'quoted-printable';
    parts.push({ mediaType, body: quoted ? fromQuotedPrintable(raw) : raw });
    if (next < 0) return { parts, fault: fault ?? 'the closing boundary is missing' };
    at = next;
  }
};

/** Without an empty line a document's own keys are taken for headers. */
const swallowed = (fields: ReadonlyMap<string, string>): string | undefined =>
  fields.has('apiversion') || fields.has('spec') ? 'no empty line stands after the headers of a part' : undefined;

/** Where the next line that is a boundary, or starts like one, begins; -1 when there is none. */
const findBoundary = (text: string, mark: string, from: number): number => {
  for (let at = text.indexOf(mark, from); at >= 0; at = text.indexOf(mark, at + 1)) {
    const startsLine = at === 0 || at === from || text[at - 1] === '\n';
    const rest = text.slice(at + mark.length, at + mark.length + 2);
    if (startsLine && (rest === '' || rest === '--' || /^[ \t\r\n]/.test(rest))) return at;
  }
  return -1;
};

const fromQuotedPrintable = (text: string): string =>
  text
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
