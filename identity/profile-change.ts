import type { Instance, LaunchTemplate, NodeGroup, ProfileAssociation } from '../core/evidence.ts';
import { nameOf, sameArn } from './arn.ts';

/** What tells whether an instance still has the profile that it was launched with. */
export interface ProfileSources {
  readonly instance?: Instance;
  readonly nodeGroup?: NodeGroup;
  readonly profileAssociation?: ProfileAssociation;
  readonly launchTemplate?: LaunchTemplate;
}

/** The instance has another profile since `since` than the one it was made to run with. */
export interface ProfileChange {
  readonly instance: Instance;
  readonly since: string;
  /** The profile of the launch template, or the role of the node group. */
  readonly expected: string;
}

/** A launch itself associates the profile within seconds. */
const LAUNCH_TAKES_MS = 120_000;

/**
 * Whether the instance was given another profile after its launch. `maybe`: its template or node group names another
 * one, and nobody knows since when it has the one of now.
 */
export const profileChange = (
  roleArn: string,
  { instance, nodeGroup, profileAssociation, launchTemplate }: ProfileSources,
): ProfileChange | 'maybe' | undefined => {
  const profile = instance?.instanceProfileArn;
  if (!instance || !profile) return undefined;
  const inTemplate = launchTemplate?.instanceProfile;
  const inGroup = nodeGroup?.nodeRoleArn;
  const expected =
    inTemplate && nameOf(inTemplate) !== nameOf(profile)
      ? inTemplate
      : inGroup && !sameArn(inGroup, roleArn)
        ? inGroup
        : undefined;
  if (!expected) return undefined;
  const since = profileAssociation?.since;
  if (!since) return 'maybe';
  const late = Date.parse(since) - Date.parse(instance.launchTime) > LAUNCH_TAKES_MS;
  return late ? { instance, since, expected } : undefined;
};
