/**
 * Bundles with esbuild: `node scripts/build.mjs cli` the command for Node 20 and later, `… lambda` the handlers.
 *
 * Plain JavaScript, because it runs at install time on whatever Node there is. `mainFields` prefers the ES modules of
 * the SDK, which shake: half the size and the load time of its CommonJS.
 */
import { readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** CommonJS packages inside an ES module bundle still want `require`. */
const banner = { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" };

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'esm',
  mainFields: ['module', 'main'],
  outExtension: { '.js': '.mjs' },
  splitting: true,
  banner,
  metafile: true,
  logLevel: 'warning',
};

export const buildCli = () => {
  rmSync(join(root, 'dist/cli'), { recursive: true, force: true });
  // dynalite loads its own files by name at run time; only the demo wants it, and only in a clone.
  return build({
    ...common,
    external: ['dynalite'],
    target: 'node20',
    entryPoints: { rollcall: 'cli/rollcall.ts' },
    outdir: 'dist/cli',
    chunkNames: 'chunks/[name]-[hash]',
  });
};

/** One folder a function, so that each zip holds only its own chunks. */
export const buildLambda = () => {
  rmSync(join(root, 'build'), { recursive: true, force: true });
  const handlers = readdirSync(join(root, 'handlers'), { withFileTypes: true }).filter((entry) => entry.isFile());
  return Promise.all(
    handlers.map(async ({ name }) => {
      const id = name.replace(/\.ts$/, '');
      const outdir = `build/${id}`;
      const made = await build({
        ...common,
        target: 'node24',
        minify: true,
        sourcemap: false,
        entryPoints: { index: `handlers/${name}` },
        outdir,
      });
      return { id, metafile: made.metafile };
    }),
  );
};

// No top-level await: osls loads this file with `require`.
const [, script, what] = process.argv;
if (script === fileURLToPath(import.meta.url)) {
  const builds = { cli: buildCli, lambda: buildLambda };
  if (what in builds) builds[what]();
  else {
    process.stderr.write('usage: node scripts/build.mjs cli | lambda\n');
    process.exitCode = 2;
  }
}
