/**
 * Scaffolds a check, its test and a fault that shows it. Nothing of it works until it is filled in, and the tests say so.
 *
 *   node scripts/new-check.ts <stage>/<healthy-truth> <cause-id>
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CauseId, isCauseId } from '../core/causes.ts';
import { NOT_PRODUCED } from '../core/not-produced.ts';
import { STAGES, type Stage } from '../core/stages.ts';
import { faults } from '../simulator/world/faults.ts';
import { checkText, faultText, testText, withFault } from './new-check/texts.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const REGISTRY = 'simulator/world/faults.ts';

/** Called wrongly: one clear sentence, exit code 2. */
class Refused extends Error {}

interface Order {
  readonly stage: Stage;
  readonly id: string;
  readonly cause: CauseId;
}

const read = ([path, cause, ...more]: readonly string[]): Order => {
  if (!path || !cause || more.length > 0) throw new Refused('usage: npm run new:check -- STAGE/HEALTHY-TRUTH CAUSE-ID');
  const [stage, id, ...deeper] = path.split('/');
  if (!isStage(stage)) throw new Refused(`"${stage}" is no stage: there are ${STAGES.join(', ')}`);
  if (!id || deeper.length > 0 || !/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/.test(id))
    throw new Refused(`"${path}" holds no healthy truth as a slug, such as connected/vpc-dns-support-on`);
  if (!isCauseId(cause)) throw new Refused(`"${cause}" is no cause: add it to core/causes.ts first`);
  if (NOT_PRODUCED[cause])
    throw new Refused(`core/not-produced.ts says why no check names ${cause}: take it out first`);
  if (isCauseId(id)) throw new Refused(`"${id}" is a cause: a check is named after the healthy truth that it states`);
  return { stage, id, cause };
};

const isStage = (text: string | undefined): text is Stage => (STAGES as readonly (string | undefined)[]).includes(text);

/** What is written, by file. */
const filesOf = ({ stage, id, cause }: Order): Map<string, string> => {
  const files = new Map([
    [`checks/${stage}/${id}.ts`, checkText(stage, id, cause)],
    [`test/checks/${stage}/${id}.test.ts`, testText(stage, id, cause)],
  ]);
  const shown = Object.values(faults).some((fault) => fault.cause === cause);
  if (!shown) files.set(`simulator/world/faults/${cause}.ts`, faultText(stage, cause));
  const existing = [...files.keys(), ...STAGES.map((other) => `checks/${other}/${id}.ts`)].find((file) =>
    existsSync(join(root, file)),
  );
  if (existing) throw new Refused(`${existing} is there already`);
  if (!shown) files.set(REGISTRY, withFault(readFileSync(join(root, REGISTRY), 'utf8'), cause));
  return files;
};

try {
  const files = filesOf(read(process.argv.slice(2)));
  for (const [file, text] of files) writeFileSync(join(root, file), text);
  process.stdout.write(
    `${[...files.keys()].map((file) => `wrote ${file}`).join('\n')}\n\nFill them in, then: npm run generate\n`,
  );
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  process.stderr.write(`new:check: ${error.message}\n`);
  process.exitCode = 2;
}
