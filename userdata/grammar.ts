import type { UserDataFlavour } from '../core/evidence.ts';
import type { Platform } from '../core/target.ts';

const GRAMMARS: Partial<Record<Platform, UserDataFlavour>> = {
  al2: 'bootstrap-sh',
  al2023: 'nodeconfig',
  bottlerocket: 'bottlerocket',
  ubuntu: 'bootstrap-sh',
  windows: 'windows',
};

/** Whether a node of this platform acts on user data of this flavour; of an unknown platform anything may be true. */
export const readsGrammar = (platform: Platform, flavour: UserDataFlavour): boolean =>
  platform === 'unknown' || GRAMMARS[platform] === flavour;
