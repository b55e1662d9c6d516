export const buildCli: () => Promise<unknown>;
export const buildLambda: () => Promise<readonly { readonly id: string }[]>;
