#!/usr/bin/env node
import { plainText } from '../core/text.ts';
import { USAGE, UsageError } from './usage.ts';

const VERSION = '0.1.0';

// The SDK's notice about Node versions is for developers, not for whoever asks about a node.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

/** Commands load what they need when they are called: `--help` costs nothing. */
const run = async ([command, ...rest]: readonly string[]): Promise<void> => {
  switch (command) {
    case 'diagnose':
      return (await import('./diagnose.ts')).diagnoseCommand(rest);
    case 'demo':
      return (await import('./demo.ts')).demoCommand(rest);
    case 'version':
    case '--version':
    case '-v':
      process.stdout.write(`${VERSION}\n`);
      return;
    case undefined:
    case 'help':
    case '--help':
    case '-h':
      process.stdout.write(USAGE);
      return;
    default:
      throw new UsageError(`there is no command "${command}": see rollcall --help`);
  }
};

// Whoever reads may stop reading, like `| head`: that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') process.stderr.write(`rollcall: the report could not be written: ${error.code}\n`);
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

try {
  await run(process.argv.slice(2));
} catch (error) {
  const says = error instanceof Error ? error.message : String(error);
  process.stderr.write(`rollcall: ${plainText(says).replaceAll('\n', ' ')}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
