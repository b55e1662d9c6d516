import { describe, expect, it } from 'vitest';
import { explainBoot, rebootInstance, settle } from '../../simulator/boot/index.ts';
import { theNode } from '../../simulator/world/faults/fault.ts';
import { injectFault } from '../../simulator/world/faults.ts';
import { clusterName, type HealthyOptions, healthyWorld } from '../../simulator/world/healthy.ts';
import type { KubernetesNode, World } from '../../simulator/world/types.ts';

const nodes = (world: World): KubernetesNode[] => world.kubernetes[clusterName]?.nodes ?? [];
const readyOf = (node: KubernetesNode | undefined) => node?.status.conditions.find(({ type }) => type === 'Ready');
const at = (world: World, seconds: number): number => world.startedAt + seconds * 1000;

function faulty(id: string, options: Partial<HealthyOptions> = {}): World {
  const world = healthyWorld(options);
  injectFault(world, id);
  return world;
}

function undo(world: World, options: Partial<HealthyOptions> = {}): void {
  const { roles, accessEntries, managedPolicies, addons } = healthyWorld(options);
  Object.assign(world, { roles, accessEntries, managedPolicies, addons });
}

describe('a healthy boot', () => {
  it('climbs the stages one after the other', () => {
    const world = healthyWorld();
    const stages = [5, 15, 22, 30, 40].map((seconds) => {
      settle(world, at(world, seconds));
      return explainBoot(world, theNode(world).instanceId, at(world, seconds)).stage;
    });
    expect(stages).toEqual(['launched', 'booted', 'configured', 'registered', 'ready']);
  });

  it('registers not ready, with the taint and the message of a missing network plugin', () => {
    const world = faulty('node-role-missing-ecr');
    settle(world, at(world, 120));
    const [node] = nodes(world);
    expect(readyOf(node)).toMatchObject({ status: 'False', reason: 'KubeletNotReady' });
    expect(node?.spec.taints).toContainEqual({ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' });
    expect(theNode(world).networkInterfaceIds).toHaveLength(1);
  });

  it('ends ready: no taints, a CNI interface, agent online, checks ok, done on the console', () => {
    const world = healthyWorld();
    settle(world, at(world, 120));
    const { instanceId, networkInterfaceIds, status, console } = theNode(world);
    expect(readyOf(nodes(world)[0])?.status).toBe('True');
    expect(nodes(world)[0]?.spec.taints).toEqual([]);
    const cni = world.networkInterfaces.find((one) => one.networkInterfaceId === networkInterfaceIds[1]);
    expect(cni?.description).toBe(`aws-K8S-${instanceId}`);
    expect(world.managedInstances.map((one) => one.instanceId)).toEqual([instanceId]);
    expect(status).toEqual({ system: 'ok', instance: 'ok', attachedEbs: 'ok' });
    expect(console.text).toContain('done!');
  });

  it('has Karpenter tag the instance only once it has registered', () => {
    const world = healthyWorld({ nodeKind: 'karpenter' });
    settle(world, at(world, 15));
    expect(theNode(world).tags).not.toHaveProperty('karpenter.sh/nodeclaim');
    settle(world, at(world, 60));
    expect(theNode(world).tags).toHaveProperty('karpenter.sh/nodeclaim');
  });

  it('comes out the same in many small steps as in one', () => {
    const slow = healthyWorld();
    const fast = healthyWorld();
    for (let seconds = 1; seconds <= 120; seconds += 1) settle(slow, at(slow, seconds));
    settle(fast, at(fast, 120));
    expect({ ...theNode(slow).boot }).toEqual({ ...theNode(fast).boot });
  });

  it('leaves alone what is not running or not launched yet', () => {
    const world = healthyWorld();
    theNode(world).state = 'stopped';
    settle(world, at(world, 120));
    expect(nodes(world)).toEqual([]);
    expect(() => explainBoot(world, 'i-0', at(world, 120))).toThrow('i-0');
  });
});

describe('a fix', () => {
  it('is noticed by kubelet within seconds, at any time', () => {
    const world = faulty('auth-role-unmapped');
    settle(world, at(world, 3600));
    expect(explainBoot(world, theNode(world).instanceId, at(world, 3600)).stage).toBe('connected');
    undo(world);
    settle(world, at(world, 3610));
    expect(nodes(world)).toHaveLength(1);
  });

  it('is noticed by nodeadm within its ten minutes, and after them by a reboot only', () => {
    const early = faulty('node-role-missing-worker-policy');
    settle(early, at(early, 300));
    undo(early);
    settle(early, at(early, 360));
    expect(nodes(early)).toHaveLength(1);

    const late = faulty('node-role-missing-worker-policy');
    settle(late, at(late, 620));
    undo(late);
    settle(late, at(late, 3600));
    expect(nodes(late)).toEqual([]);
    rebootInstance(late, theNode(late).instanceId, at(late, 3600));
    settle(late, at(late, 3720));
    expect(readyOf(nodes(late)[0])?.status).toBe('True');
  });

  it('is noticed by Bottlerocket within five minutes', () => {
    const options = { image: 'bottlerocket' } as const;
    const world = faulty('node-role-missing-worker-policy', options);
    settle(world, at(world, 320));
    expect(theNode(world).console.text).toContain('Timed out retrieving private DNS name from EC2');
    undo(world, options);
    settle(world, at(world, 900));
    expect(nodes(world)).toEqual([]);
  });

  it('does not bring back an Amazon Linux 2 node whose script has run, not even with a reboot', () => {
    const options = { image: 'al2' } as const;
    const world = faulty('node-role-missing-worker-policy', options);
    settle(world, at(world, 300));
    undo(world, options);
    rebootInstance(world, theNode(world).instanceId, at(world, 300));
    settle(world, at(world, 900));
    expect(nodes(world)).toEqual([]);
  });
});

describe('a reboot', () => {
  it.each(['al2023', 'al2', 'bottlerocket'] as const)(
    'of a joined %s node makes it unknown and then ready',
    (image) => {
      const world = healthyWorld({ image });
      settle(world, at(world, 120));
      rebootInstance(world, theNode(world).instanceId, at(world, 120));
      expect(readyOf(nodes(world)[0])?.status).toBe('Unknown');
      settle(world, at(world, 240));
      expect(nodes(world)).toHaveLength(1);
      expect(readyOf(nodes(world)[0])?.status).toBe('True');
    },
  );
});

describe('the console', () => {
  const said = (id: string, options: Partial<HealthyOptions> = {}): string => {
    const world = faulty(id, options);
    settle(world, at(world, 700));
    return theNode(world).console.text;
  };

  it('tells a denied call from an unreachable one and from missing credentials', () => {
    expect(said('node-role-missing-worker-policy')).toContain('exceeded max wait time for InstanceCondition waiter');
    expect(said('route-none')).toMatch(/expected err to be of type smithy\.APIError.*i\/o timeout/);
    expect(said('instance-profile-absent')).toMatch(/smithy\.APIError.*no EC2 IMDS role found/);
  });

  it('says what is wrong with user data', () => {
    expect(said('userdata-missing')).toContain('no config in chain');
    expect(said('userdata-al2023-bootstrap-sh')).toContain('ERROR: bootstrap.sh has been removed');
    expect(said('userdata-nodeconfig-invalid')).toContain('CIDR is missing in cluster configuration');
    expect(said('imds-disabled')).toContain('operation error ec2imds');
    expect(said('userdata-bootstrap-args:no-name', { image: 'al2', nodeKind: 'self-managed' })).toContain(
      'cluster name is not defined!',
    );
    expect(said('userdata-wrong-cluster-name', { image: 'al2', nodeKind: 'self-managed' })).toContain(
      'No cluster found for name: prod-us',
    );
  });

  it('never shows what kubelet says', () => {
    expect(said('auth-role-unmapped')).toContain('done!');
    expect(said('auth-role-unmapped')).not.toMatch(/Unauthorized|kubelet\[/);
  });
});
