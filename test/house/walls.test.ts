import { readdirSync, readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** Which folders a folder may import from. `types` means: only with `import type`. */
const walls: Record<string, { from: string[]; types: string[] }> = {
  core: { from: ['core'], types: [] },
  userdata: { from: ['userdata'], types: ['core'] },
  network: { from: ['network'], types: ['core'] },
  identity: { from: ['identity'], types: ['core'] },
  nodelogs: { from: ['nodelogs'], types: ['core'] },
  launches: { from: ['launches'], types: ['core'] },
  checks: { from: ['checks', 'core', 'userdata', 'network', 'identity', 'nodelogs', 'launches'], types: [] },
  remediations: { from: ['remediations', 'core', 'userdata', 'network', 'identity', 'nodelogs'], types: [] },
  aws: { from: ['aws', 'core', 'userdata', 'network', 'identity', 'nodelogs', 'launches'], types: [] },
  handlers: { from: ['handlers', 'core', 'aws', 'checks', 'remediations', 'network'], types: [] },
  cli: {
    from: ['cli', 'handlers', 'core', 'aws', 'checks', 'remediations', 'simulator', 'userdata', 'nodelogs', 'network'],
    types: [],
  },
};

interface Import {
  readonly file: string;
  readonly from: string;
  readonly type: boolean;
}

const importsOf = (folder: string): Import[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => {
      const file = join(folder, name);
      const source = readFileSync(join(root, file), 'utf8');
      const found = source.matchAll(
        /^(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|\bimport\('([^']+)'\)/gm,
      );
      return [...found].map(([, type, static_, dynamic]) => ({
        file,
        from: static_ ?? dynamic ?? '',
        type: Boolean(type),
      }));
    });

const folderOf = ({ file, from }: Import): string => normalize(join(file, '..', from)).split('/')[0] ?? '';

describe('the walls of the house', () => {
  it.each(Object.entries(walls))('%s imports only from where it may', (folder, { from, types }) => {
    const imports = importsOf(folder).filter((one) => one.from.startsWith('.'));
    expect(imports.length).toBeGreaterThan(0);
    const wrong = imports.filter(
      (one) => !from.includes(folderOf(one)) && !(one.type && types.includes(folderOf(one))),
    );
    expect(wrong).toEqual([]);
  });

  it('imports SDK clients in aws/ alone, but for types', () => {
    const wrong = Object.keys(walls)
      .filter((folder) => folder !== 'aws')
      .flatMap(importsOf)
      .filter(
        ({ from, type }) =>
          /^@aws-sdk\/|^@aws\/durable/.test(from) && !type && from !== '@aws/durable-execution-sdk-js',
      );
    expect(wrong).toEqual([]);
  });

  it('keeps the oracle of the embedded account apart from what it judges', () => {
    const product = [
      'core',
      'checks',
      'network',
      'userdata',
      'identity',
      'nodelogs',
      'launches',
      'aws',
      'remediations',
    ];
    const parts = ['boot', 'world', 'iam', 'kubernetes', 'wire', 'operations'];
    const wrong = parts
      .flatMap((part) => importsOf(`simulator/${part}`))
      .filter((one) => one.from.startsWith('.') && product.includes(folderOf(one)));
    expect(wrong).toEqual([]);
  });
});
