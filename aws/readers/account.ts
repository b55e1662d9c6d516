import {
  DescribeIamInstanceProfileAssociationsCommand,
  DescribeRegionsCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import { GetAccountSummaryCommand, type IAMClient } from '@aws-sdk/client-iam';
import type { ProfileAssociation, Region } from '../../core/evidence.ts';
import { isoOf } from './tags.ts';

/** `ec2:DescribeRegions` of one region, also of one that is not switched on. */
export const readRegion = async (
  ec2: EC2Client,
  name: string,
  abortSignal: AbortSignal,
): Promise<Region | undefined> => {
  const command = new DescribeRegionsCommand({ RegionNames: [name], AllRegions: true });
  const { Regions } = await ec2.send(command, { abortSignal });
  const region = Regions?.find(({ RegionName }) => RegionName === name);
  return region && { name, optInStatus: optInStatusOf(region.OptInStatus) };
};

/** EC2 API reference, Region: three values, given as any text. */
const optInStatusOf = (status: string | undefined): Region['optInStatus'] =>
  status === 'opted-in' || status === 'not-opted-in' ? status : 'opt-in-not-required';

/** `iam:GetAccountSummary`: the version of the tokens that the global endpoint of STS gives out. */
export const readGlobalTokenVersion = async (iam: IAMClient, abortSignal: AbortSignal): Promise<number | undefined> => {
  const { SummaryMap } = await iam.send(new GetAccountSummaryCommand({}), { abortSignal });
  return SummaryMap?.GlobalEndpointTokenVersion;
};

/** `ec2:DescribeIamInstanceProfileAssociations` of one instance: the one in force, never one on its way out. */
export const readProfileAssociation = async (
  ec2: EC2Client,
  instanceId: string,
  abortSignal: AbortSignal,
): Promise<ProfileAssociation | undefined> => {
  const command = new DescribeIamInstanceProfileAssociationsCommand({
    Filters: [{ Name: 'instance-id', Values: [instanceId] }],
  });
  const { IamInstanceProfileAssociations } = await ec2.send(command, { abortSignal });
  const inForce = IamInstanceProfileAssociations?.find(({ State }) => State === 'associated');
  return (
    inForce && {
      profileArn: inForce.IamInstanceProfile?.Arn ?? '',
      state: 'associated',
      since: isoOf(inForce.Timestamp),
    }
  );
};
