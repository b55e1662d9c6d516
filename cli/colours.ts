import { styleText } from 'node:util';

/** Writes text in a style where styles are wanted. */
export type Paint = (style: 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan', text: string) => string;

/**
 * Colours only on a terminal, and never with `NO_COLOR` set to anything (no-color.org); `FORCE_COLOR` asks for them
 * where there is no terminal.
 */
export const wantsColour = (stream: { isTTY?: boolean }, environment: NodeJS.ProcessEnv): boolean => {
  if (environment['NO_COLOR']) return false;
  if (environment['FORCE_COLOR'] && environment['FORCE_COLOR'] !== '0') return true;
  return stream.isTTY === true && environment['TERM'] !== 'dumb';
};

/** A painter for a stream that wants colours, or one that leaves text as it is. */
export const painter = (colour: boolean): Paint =>
  colour ? (style, text) => styleText(style, text, { validateStream: false }) : (_style, text) => text;
