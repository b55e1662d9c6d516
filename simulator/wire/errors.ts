/** The error an operation answers with. */

/**
 * An error as an AWS service reports it. `code` is what the client sees as `error.name`: for services with modelled
 * errors the exception's name (`NoSuchEntityException`), for EC2 its error code (`InvalidVpcID.NotFound`).
 */
export class AwsError extends Error {
  readonly code: string;
  /** The HTTP status; left out, it is the modelled one, or 400. */
  readonly status: number | undefined;

  constructor(code: string, message: string, status?: number, options?: ErrorOptions) {
    super(message, options);
    this.name = 'AwsError';
    this.code = code;
    this.status = status;
  }
}

/** A fault of the simulator itself: an operation gave what its service could not send, or threw. */
export class SimulatorError extends Error {
  override readonly name = 'SimulatorError';
}
