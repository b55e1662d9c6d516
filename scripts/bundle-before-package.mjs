import { buildLambda } from './build.mjs';

/** osls plugin: bundles the handlers before they are packaged, so that `npx osls package` is all it takes. */
export default class BundleBeforePackage {
  constructor() {
    this.hooks = { 'before:package:createDeploymentArtifacts': buildLambda };
  }
}
