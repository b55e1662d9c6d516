import { askedBy } from '../../core/asked-by.ts';
import type { Region } from '../../core/evidence.ts';
import { known, type Observed, valueOf } from '../../core/observed.ts';
import { readGlobalTokenVersion, readProfileAssociation, readRegion } from '../readers/account.ts';
import { readConsoleOutput, readInstance, readInstanceStatus, readUserData } from '../readers/instance.ts';
import { readAttachedInterfaces } from '../readers/interfaces.ts';
import { readScalingState, readSsmAgent } from '../readers/systems.ts';
import type { Ask, Round } from './ask.ts';

/** What an instance id alone can ask for. */
export type FirstRound = Round<
  | 'instance'
  | 'userData'
  | 'instanceStatus'
  | 'console'
  | 'ssmAgent'
  | 'scaling'
  | 'nodeInterfaces'
  | 'profileAssociation'
  | 'region'
>;

/** Round one: everything about the instance itself. Never throws. */
export const firstRound = async (ask: Ask, id: string): Promise<FirstRound> => {
  const { clients, observe } = ask;
  const instance = observe(askedBy.instance, async (signal) =>
    readInstance(await clients.ec2(), id, clients.region, signal),
  );
  const userData = observe(askedBy.userData, async (signal) => readUserData(await clients.ec2(), id, signal));
  const instanceStatus = observe(askedBy.instanceStatus, async (signal) =>
    readInstanceStatus(await clients.ec2(), id, signal),
  );
  const consoleOutput = observe(askedBy.console, async (signal) => readConsoleOutput(await clients.ec2(), id, signal));
  const ssmAgent = observe(askedBy.ssmAgent, async (signal) => readSsmAgent(await clients.ssm(), id, signal));
  const scaling = observe(askedBy.scaling, async (signal) => readScalingState(await clients.autoScaling(), id, signal));
  const nodeInterfaces = observe(askedBy.nodeInterfaces, async (signal) =>
    readAttachedInterfaces(await clients.ec2(), [id], signal),
  );
  const profileAssociation = observe(askedBy.profileAssociation, async (signal) =>
    readProfileAssociation(await clients.ec2(), id, signal),
  );
  const region = askRegion(ask);
  return {
    instance: await instance,
    userData: await userData,
    instanceStatus: await instanceStatus,
    console: await consoleOutput,
    ssmAgent: await ssmAgent,
    scaling: await scaling,
    nodeInterfaces: await nodeInterfaces,
    profileAssociation: await profileAssociation,
    region: await region,
  };
};

/** The region, with what IAM says of the account where it may be asked. */
export const askRegion = async ({ clients, observe }: Ask): Promise<Observed<Region>> => {
  const seen = observe(askedBy.region, async (signal) => readRegion(await clients.ec2(), clients.region, signal));
  const version = observe('iam:GetAccountSummary', async (signal) =>
    readGlobalTokenVersion(await clients.iam(), signal),
  );
  const [region, globalTokenVersion] = [await seen, valueOf(await version)];
  return region.state === 'known' ? known({ ...region.value, globalTokenVersion }) : region;
};
