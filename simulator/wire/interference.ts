/** Makes operations fail as they fail in real accounts. */
import { AwsError } from './errors.ts';
import type { CodeAndStatus } from './services.ts';

export type InterferenceKind = 'deny' | 'throttle' | 'fail' | 'hang';

/** Which calls are interfered with, and how. What is left out matches every call. */
export interface Interference {
  service?: string;
  operation?: string;
  /** `hang` holds the call back until the rule is undone; the others answer the service's own code. */
  kind: InterferenceKind;
  /** How many calls are affected; every one if left out. */
  times?: number;
  /** Instead of the service's own code and status. */
  code?: string;
  status?: number;
}

/** The codes with which a service denies, throttles and fails. */
export interface CommonErrors {
  denied: CodeAndStatus;
  throttled: CodeAndStatus;
  failed: CodeAndStatus;
}

interface ActiveRule extends Interference {
  left: number;
  undone: Promise<void>;
}

/** The rules in force; the newest that matches a call applies. */
export class Interferences {
  #rules: ActiveRule[] = [];

  /** Puts a rule in force. @returns a function that takes it back and lets what hangs go on */
  add(rule: Interference): () => void {
    let resolve = (): void => undefined;
    const promise = new Promise<void>((open) => {
      resolve = open;
    });
    const active: ActiveRule = { ...rule, left: rule.times ?? Number.POSITIVE_INFINITY, undone: promise };
    this.#rules.unshift(active);
    return () => {
      this.#rules = this.#rules.filter((other) => other !== active);
      resolve();
    };
  }

  /**
   * Lets a call go on, holds it, or makes it fail.
   * @throws AwsError with the code of the rule or of the service
   */
  async apply(service: string, operation: string, errors: CommonErrors): Promise<void> {
    const rule = this.#rules.find(
      ({ service: s = service, operation: o = operation, left }) => left > 0 && s === service && o === operation,
    );
    if (!rule) return;
    rule.left -= 1;
    if (rule.kind === 'hang') return await rule.undone;
    const { code, status, message } = answerOf(rule.kind, `${service}:${operation}`, errors);
    throw new AwsError(rule.code ?? code, message, rule.status ?? status);
  }
}

function answerOf(kind: Exclude<InterferenceKind, 'hang'>, action: string, errors: CommonErrors) {
  const answers = {
    deny: { ...errors.denied, message: `You are not authorized to perform: ${action}` },
    throttle: { ...errors.throttled, message: 'Rate exceeded' },
    fail: { ...errors.failed, message: 'An internal error has occurred' },
  };
  return answers[kind];
}
