/** A setting that the deployment must give the function. @throws when it is missing: the function is deployed wrongly */
export const setting = (name: string): string => {
  const value = process.env[name];
  if (!value)
    throw new Error(`the environment variable ${name} is not set: deploy Rollcall again with its serverless.yml`);
  return value;
};

/** The fixes that this deployment allows: `ROLLCALL_FIXES`, ids joined by `+`, `all` or `none`. */
export const deployedFixes = (all: readonly string[]): readonly string[] => {
  const text = process.env['ROLLCALL_FIXES'] ?? 'none';
  if (text === 'none' || text === '') return [];
  return text === 'all' ? all : text.split('+').filter((id) => all.includes(id));
};
