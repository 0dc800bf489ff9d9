import type { ApiErrorCode, ErrorDetails } from '../../shared/errors.ts';

/** A request that the API refuses, with the code and the facts that its caller may know. Anything else that is thrown is `internal`. */
export class Refusal extends Error {
  readonly code: ApiErrorCode;
  readonly details: ErrorDetails | undefined;

  constructor(code: ApiErrorCode, details?: ErrorDetails) {
    super(code);
    this.name = 'Refusal';
    this.code = code;
    this.details = details;
  }
}
