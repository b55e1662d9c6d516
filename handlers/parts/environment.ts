/** A setting that the deployment must give the function. @throws when it is missing: the function is deployed wrongly */
export const setting = (name: string): string => {
  const value = process.env[name];
  if (!value)
    throw new Error(`the environment variable ${name} is not set: deploy Rollcall again with its serverless.yml`);
  return value;
};
