/** One broken rule of a request: `pointer` is a JSON Pointer into the body, or `?` and the name of a parameter. */
export interface Fault {
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

/** The body of an error (RFC 9457), with whatever further members it has. */
export interface Problem {
  readonly code: string;
  readonly title?: string;
  readonly detail?: string;
  readonly request_id?: string;
  readonly errors?: readonly Fault[];
  readonly [member: string]: unknown;
}

/** Whatever this package throws. */
export class ForumError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message);
    this.name = new.target.name;
    if (options?.cause !== undefined) Object.defineProperty(this, "cause", { value: options.cause, configurable: true });
  }
}

/** No answer came: the server can't be reached, did not answer in time, or hung up. What was asked may have been done all the same. */
export class ConnectionLost extends ForumError {}

/** An answer that is not the forum's, as of a proxy on the way. */
export class UnreadableAnswer extends ForumError {}

/** The server says no. `code` is stable and tells cases apart; `faults` are all broken rules of the request. */
export class ProblemError extends ForumError {
  readonly code: string;
  readonly detail: string;
  readonly requestId: string;
  readonly faults: readonly Fault[];

  constructor(
    readonly status: number,
    readonly problem: Problem,
    /** Seconds after which to try again; null when the server does not say. */
    readonly retryAfter: number | null,
  ) {
    const faults = problem.errors ?? [];
    super([`${status} ${problem.code}: ${problem.detail ?? ""}`, ...faults.map((fault) => `  ${fault.pointer}: ${fault.detail} (${fault.code})`)].join("\n"));
    this.code = problem.code;
    this.detail = problem.detail ?? "";
    this.requestId = problem.request_id ?? "";
    this.faults = faults;
  }
}

/** 400: the request is not well formed. */
export class BadRequest extends ProblemError {}
/** 401: a wrong password, or no valid token. */
export class Unauthorized extends ProblemError {}
/** 403: signed in, but this is not allowed. */
export class Forbidden extends ProblemError {}
/** 404: it is not there, or not for you. */
export class NotFound extends ProblemError {}
/** 409: what is there does not go with it. */
export class Conflict extends ProblemError {}
/** 412: somebody changed it since. 428: no version was named. */
export class StaleVersion extends ProblemError {}
/** 422: `faults` says what is wrong. */
export class Invalid extends ProblemError {}
/** 429: too many requests; `retryAfter` says when to go on. */
export class RateLimited extends ProblemError {}
/** 5xx: the server can't do it now (503), or failed. */
export class ServerError extends ProblemError {}

const kinds: Record<number, typeof ProblemError> = {
  400: BadRequest, 401: Unauthorized, 403: Forbidden, 404: NotFound, 409: Conflict, 412: StaleVersion, 422: Invalid, 428: StaleVersion, 429: RateLimited,
};

export function problemError(status: number, problem: Problem, retryAfter: number | null): ProblemError {
  const kind = kinds[status] ?? (status >= 500 ? ServerError : ProblemError);
  return new kind(status, problem, retryAfter);
}
