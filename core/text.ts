/**
 * Text of others made safe to show: no terminal escapes, no control characters but line breaks and tabs, no invisible
 * direction marks that could disguise a command.
 */
export const plainText = (text: string): string =>
  text
    // eslint-disable-next-line no-control-regex -- these are what must go
    .replaceAll(/\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g, '')
    // eslint-disable-next-line no-control-regex -- these are what must go
    .replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '');
