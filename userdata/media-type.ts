/** A parsed `Content-Type` value. */
export interface MediaType {
  /** In lower case, such as `multipart/mixed`. */
  readonly type: string;
  readonly params: ReadonlyMap<string, string>;
  /** Go's parser refuses the value; type and parameters are then read as leniently as Python's e-mail parser does. */
  readonly refused: boolean;
}

const TOKEN = "[!#$%&'*+\\-.^_`{|}~0-9A-Za-z]+";
const TYPE = new RegExp(`^${TOKEN}(?:/${TOKEN})?$`);
const PARAM = new RegExp(`^\\s*;\\s*(${TOKEN})\\s*=\\s*(?:(${TOKEN})|"((?:[^"\\\\\\r\\n]|\\\\.)*)")`);
const LENIENT_PARAM = /;\s*([\w-]+)\s*=\s*(?:"([^"]*)"|([^;\s]*))/g;

/**
 * A `Content-Type` value as Go's `mime.ParseMediaType` reads it: a value such as `boundary=//` must be quoted, because
 * `/` is no token character. `undefined` for empty text ("mime: no media type").
 */
export const parseMediaType = (value: string): MediaType | undefined => {
  const base = value.split(';', 1)[0] ?? '';
  const type = base.trim().toLowerCase();
  if (!type) return undefined;
  const strict = strictParams(value.slice(base.length));
  if (strict && TYPE.test(type)) return { type, params: strict, refused: false };
  return { type, params: lenientParams(value.slice(base.length)), refused: true };
};

const strictParams = (text: string): Map<string, string> | undefined => {
  const params = new Map<string, string>();
  let rest = text;
  while (rest.trim() && rest.trim() !== ';') {
    const match = PARAM.exec(rest);
    if (!match) return undefined;
    const [whole, key = '', token, quoted = ''] = match;
    const name = key.toLowerCase();
    const value = token ?? quoted.replace(/\\([^0-9A-Za-z])/g, '$1');
    if (params.has(name) && params.get(name) !== value) return undefined;
    params.set(name, value);
    rest = rest.slice(whole.length);
  }
  return params;
};

const lenientParams = (text: string): Map<string, string> =>
  new Map(
    Array.from(text.matchAll(LENIENT_PARAM), ([, key = '', quoted, bare = '']) => [key.toLowerCase(), quoted ?? bare]),
  );
