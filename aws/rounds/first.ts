import { askedBy } from '../../core/asked-by.ts';
import { readConsoleOutput, readInstance, readInstanceStatus, readUserData } from '../readers/instance.ts';
import { readAttachedInterfaces } from '../readers/interfaces.ts';
import { readScalingState, readSsmAgent } from '../readers/systems.ts';
import type { Ask, Round } from './ask.ts';

/** What an instance id alone can ask for. */
export type FirstRound = Round<
  'instance' | 'userData' | 'instanceStatus' | 'console' | 'ssmAgent' | 'scaling' | 'nodeInterfaces'
>;

/** Round one: everything about the instance itself. Never throws. */
export const firstRound = async ({ clients, observe }: Ask, id: string): Promise<FirstRound> => {
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
  return {
    instance: await instance,
    userData: await userData,
    instanceStatus: await instanceStatus,
    console: await consoleOutput,
    ssmAgent: await ssmAgent,
    scaling: await scaling,
    nodeInterfaces: await nodeInterfaces,
  };
};
