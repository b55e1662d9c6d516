/** `autoscaling:DescribeScalingActivities`, one activity. Times are ISO 8601 in UTC. */
export interface ScalingActivity {
  readonly id: string;
  /** The name of the Auto Scaling group. */
  readonly group: string;
  readonly startedAt: string;
  /** Such as `Successful`, `Failed`, `Cancelled` or `InProgress`. */
  readonly status: string;
  /** What went wrong, in AWS's own words, redacted. */
  readonly message?: string;
  readonly description?: string;
  /** The subnet that it tried, where the details name one. */
  readonly subnetId?: string;
}

/** `ec2:DescribeLaunchTemplateVersions`, one version, without its user data. */
export interface LaunchTemplate {
  readonly id: string;
  readonly name?: string;
  readonly version: string;
  readonly imageId?: string;
  readonly instanceType?: string;
  /** ARN or name of the instance profile. */
  readonly instanceProfile?: string;
  readonly securityGroups: readonly string[];
  /** `MetadataOptions.HttpEndpoint`; missing where the template does not say. */
  readonly imdsEndpoint?: 'enabled' | 'disabled';
  /** `MetadataOptions.InstanceMetadataTags`. */
  readonly imdsTags?: 'enabled' | 'disabled';
  /** Keys of the tags that it gives to instances. */
  readonly tagKeys: readonly string[];
  /** KMS keys that its volumes are encrypted with. */
  readonly kmsKeys: readonly string[];
}

/** `ec2:DescribeImages`, one image. */
export interface Image {
  readonly id: string;
  readonly name: string;
  readonly ownerId: string;
  readonly architecture: string;
  readonly state: string;
  /** `SourceImageId`: the image that it was copied from. */
  readonly sourceImageId?: string;
}

/** `ec2:DescribeInstanceTypes`, one type. */
export interface InstanceType {
  readonly name: string;
  /** `ProcessorInfo.SupportedArchitectures`. */
  readonly architectures: readonly string[];
  /** `Hypervisor`: `nitro` or `xen`; missing for bare metal. */
  readonly hypervisor?: string;
  /** Makers of its GPUs; empty when it has none. */
  readonly gpus: readonly string[];
  readonly maximumInterfaces?: number;
  readonly ipv4PerInterface?: number;
}
