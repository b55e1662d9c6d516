/** The command line was used wrongly: one clear sentence, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What `rollcall --help` prints. */
export const USAGE = `rollcall: why an EC2 instance did not become an EKS node

  rollcall diagnose <instance-id> [--cluster NAME] [--region REGION] [--json] [--save FILE]
      Reads what AWS and Kubernetes say, changes nothing, and names the cause.
      Uses the usual AWS credential chain; honours AWS_ENDPOINT_URL.

  rollcall diagnose --node-group NAME --cluster NAME [--region REGION] [--json] [--save FILE]
  rollcall diagnose --scaling-group NAME [--cluster NAME] [--region REGION] [--json] [--save FILE]
      The same for a managed node group or an Auto Scaling group: its newest instance
      that is not Ready or, where there is none, why the group launches nothing.

  rollcall diagnose --evidence FILE [--json]
      The same verdict, offline, from a saved evidence file.

  rollcall demo [SCENARIO | all] [--json]
      Runs the whole way on an embedded account: no AWS, no network.
      Without a scenario it lists them.

  rollcall help | --help        this text
  rollcall version | --version  the version

Exit codes: 0 it ran, whatever the verdict; 2 wrong usage; 1 it could not run.
`;
