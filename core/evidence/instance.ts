import type { CauseId } from '../causes.ts';
import type { Stage } from '../stages.ts';

/** Key and value pairs as AWS tags them. */
export type Tags = Readonly<Record<string, string>>;

/** When evidence was taken, ISO 8601 in UTC: what tells how old a boot, a condition or a taint is. */
export interface Moment {
  readonly at: string;
}

/** `ec2:DescribeInstances`, one instance. Times are ISO 8601 in UTC. */
export interface Instance {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly state: 'pending' | 'running' | 'shutting-down' | 'terminated' | 'stopping' | 'stopped';
  /** `StateReason.Code`, such as `Server.SpotInstanceTermination`. */
  readonly stateReason?: string;
  readonly launchTime: string;
  readonly instanceType: string;
  readonly architecture?: string;
  readonly availabilityZone: string;
  readonly imageId: string;
  readonly vpcId: string;
  readonly subnetId: string;
  /** `PrivateDnsName`: an empty text when EC2 gave it none. */
  readonly privateDnsName: string;
  /** `PrivateDnsNameOptions.HostnameType`. */
  readonly hostnameType?: 'ip-name' | 'resource-name';
  /** `PlatformDetails` or `Platform`: says Windows for Windows, Linux/UNIX otherwise. */
  readonly windows: boolean;
  /** `IamInstanceProfile.Arn`; missing when the instance has no profile. */
  readonly instanceProfileArn?: string;
  readonly imds: {
    readonly endpoint: 'enabled' | 'disabled';
    readonly tokens: 'optional' | 'required';
    readonly hopLimit: number;
  };
  /** The network interfaces attached to it; the primary one (device index 0) first. */
  readonly interfaces: readonly InstanceInterface[];
  readonly tags: Tags;
  /** `Operator.Managed`: true for instances that a service such as EKS Auto Mode runs. */
  readonly serviceManaged: boolean;
}

/** One entry of `Instance.NetworkInterfaces`. */
export interface InstanceInterface {
  readonly id: string;
  readonly deviceIndex: number;
  readonly subnetId: string;
  readonly privateIp: string;
  /** `Association.PublicIp`: also an Elastic IP stands only here. */
  readonly publicIp?: string;
  readonly ipv6: readonly string[];
  readonly groups: readonly string[];
  readonly description: string;
}

/** `ec2:DescribeInstanceStatus`. */
export interface InstanceStatus {
  readonly system: CheckState;
  readonly instance: CheckState;
  readonly ebs?: CheckState;
  /** `ImpairedSince` of the instance check; the launch where it never passed. ISO 8601 in UTC. */
  readonly impairedSince?: string;
}

/** Result of one EC2 status check. */
export type CheckState = 'ok' | 'impaired' | 'initializing' | 'insufficient-data' | 'not-applicable';

/** `ec2:GetConsoleOutput`, cut and redacted, with what its lines prove. */
export interface Console {
  /** When EC2 took the output. */
  readonly at?: string;
  /** What the lines say; the text itself stays out of reports. */
  readonly signs: readonly Sign[];
  /** The last lines, redacted, for a person to read. */
  readonly tail: readonly string[];
}

/** What one line of the node's own words proves. */
export interface Sign {
  /** Id of the dictionary entry that read the line. */
  readonly id: string;
  readonly program: string;
  /** The line, redacted and cut. */
  readonly line: string;
  /** The rung that the line proves to be behind the node. */
  readonly passed?: Stage;
  /** The rung at which the line shows it stuck. */
  readonly stuckAt?: Stage;
  /** Causes that the line fits; `certain` only where the line alone proves it. */
  readonly causes: readonly CauseId[];
  readonly proves: boolean;
}

/** `ssm:DescribeInstanceInformation`. */
export interface SsmAgent {
  readonly pingStatus: 'Online' | 'ConnectionLost' | 'Inactive';
  readonly lastPing?: string;
}

/** `autoscaling:DescribeAutoScalingInstances`, one instance. */
export interface ScalingState {
  readonly group: string;
  /** Such as `InService`, `Pending:Wait` or `Warmed:Stopped`. */
  readonly lifecycleState: string;
}
