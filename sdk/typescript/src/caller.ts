import { ConnectionLost, Problem, ProblemError, UnreadableAnswer, problemError } from "./errors.js";
import { EventStream } from "./events.js";
import { Listing, Page } from "./pages.js";
import type { Session } from "./session.js";

/** A server that asks for a longer pause than these seconds gets no second request: the error is told. */
const waitMax = 30;

export interface CallOptions {
  /** Gives the request up. */
  signal?: AbortSignal;
}

/** A value as one segment of a path; throws a `RangeError` for what would lead to another path. */
export function place(value: string): string {
  if (["", ".", ".."].includes(value)) throw new RangeError(`${JSON.stringify(value)} can't stand in a path`);
  return encodeURIComponent(value);
}

/** The version that was seen: a number, an ETag, or `*` for any. `StaleVersion` is thrown when another one is there. */
export interface Match {
  ifMatch: number | string;
}

/** A repetition with the same key is done once; without a key one is made. */
export interface Once {
  idempotencyKey?: string;
}

export interface Follow {
  /** Go on after this event. */
  lastEventId?: string;
}

export interface Request {
  method: string;
  path: string;
  query?: Record<string, unknown> | undefined;
  body?: unknown;
  /** In the place of `body`. */
  form?: FormData;
  headers?: Record<string, string>;
  /** Being done twice is as good as once; reading always is. */
  repeatable?: boolean;
}

export interface CallerOptions {
  fetch: typeof fetch;
  headers: Record<string, string>;
  timeoutSeconds: number;
  retries: number;
}

/** A form with a file; the forum looks at its bytes, whatever `file.type` says. */
export function fileForm(file: Blob, filename: string, description: string | undefined): FormData {
  const form = new FormData();
  if (description !== undefined) form.set("description", description);
  form.set("file", file, filename);
  return form;
}

export function onceHeader(options: Once | undefined): Record<string, string> {
  return { "Idempotency-Key": `"${options?.idempotencyKey ?? newKey()}"` };
}

export function matchHeader(options: Partial<Match> | undefined): Record<string, string> {
  const version = options?.ifMatch;
  return version === undefined ? {} : { "If-Match": typeof version === "number" ? `"${version}"` : version };
}

/** Unique, not secret: where there is no `crypto` (Node 18, pages without TLS) `Math.random` will do. */
function newKey(): string {
  const bytes = new Uint8Array(16);
  if (globalThis.crypto?.getRandomValues) globalThis.crypto.getRandomValues(bytes);
  else bytes.forEach((_, index) => { bytes[index] = Math.floor(Math.random() * 256); });
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function sleep(seconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, seconds * 1000);
    signal?.addEventListener("abort", () => { clearTimeout(timer); resolve(); }, { once: true });
  });
}

/** Aborts a request when its caller does, or after so many seconds without `alive`. */
export class Guard {
  private readonly controller = new AbortController();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly abort = () => this.controller.abort();

  constructor(private readonly seconds: number, private readonly outer: AbortSignal | undefined) {
    if (outer?.aborted) this.abort();
    outer?.addEventListener("abort", this.abort, { once: true });
    this.alive();
  }

  get signal(): AbortSignal { return this.controller.signal; }

  alive(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.abort, this.seconds * 1000);
  }

  /** Waits for nothing until `alive`. */
  rest(): void {
    clearTimeout(this.timer);
  }

  end(): void {
    this.rest();
    this.outer?.removeEventListener("abort", this.abort);
  }
}

/** Requests with their sign-in, their repetitions and their errors. */
export class Caller {
  constructor(private readonly address: string, private readonly session: Session, private readonly options: CallerOptions) {}

  async data<Value>(request: Request, call?: CallOptions): Promise<Value> {
    const guard = new Guard(this.options.timeoutSeconds, call?.signal);
    try {
      const response = await this.send(request, guard, call?.signal);
      let body: unknown;
      try {
        body = await response.json();
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw new ConnectionLost(`the answer to ${request.method} ${request.path} broke off`, { cause: error });
      }
      if (typeof body !== "object" || body === null || !("data" in body)) {
        throw new UnreadableAnswer(`${request.method} ${request.path} was answered ${response.status} without data`);
      }
      return (body as { data: Value }).data;
    } finally {
      guard.end();
    }
  }

  async nothing(request: Request, call?: CallOptions): Promise<void> {
    const guard = new Guard(this.options.timeoutSeconds, call?.signal);
    try {
      await (await this.send(request, guard, call?.signal)).arrayBuffer();
    } finally {
      guard.end();
    }
  }

  list<Item, Kind extends Page<Item> = Page<Item>>(request: Request, call?: CallOptions): Listing<Item, Kind> {
    return new Listing<Item, Kind>((cursor) => this.data<Kind>(cursor === undefined ? request : { ...request, query: { ...request.query, cursor } }, call));
  }

  events(request: Request, options?: CallOptions & Follow): EventStream {
    return new EventStream(this, request, options?.lastEventId, options?.signal);
  }

  /** The bytes as they come. */
  async archive(request: Request, call?: CallOptions): Promise<ReadableStream<Uint8Array>> {
    const guard = new Guard(this.options.timeoutSeconds, call?.signal);
    try {
      const { body } = await this.send(request, guard, call?.signal);
      if (body === null) throw new UnreadableAnswer(`${request.path} was answered without a body`);
      return body;
    } finally {
      guard.end();
    }
  }

  /**
   * The answer of a request that succeeded. What may be repeated is repeated when no answer comes; all is, when the server says that it did nothing.
   * `guard` lives on: the body is still to be read.
   */
  async send(request: Request, guard: Guard, signal?: AbortSignal): Promise<Response> {
    let isRenewed = false;
    for (let left = this.options.retries; ; left -= 1) {
      guard.alive();
      const token = await this.session.token(this, request);
      let response: Response;
      try {
        response = await this.fetch(request, token, guard.signal);
      } catch (error) {
        if (signal?.aborted) throw error;
        // An aborted guard would abort every further try.
        if (left <= 0 || guard.signal.aborted || !mayBeRepeated(request)) {
          throw new ConnectionLost(`${request.method} ${request.path} got no answer`, { cause: error });
        }
        await sleep(this.pause(left), signal);
        continue;
      }
      if (response.ok) return response;
      const problem = await readProblem(request, response);
      if (problem.status === 401 && !isRenewed && (await this.session.renew(this, token))) {
        isRenewed = true;
        left += 1;
        continue;
      }
      const pause = problem.retryAfter ?? this.pause(left);
      if (left <= 0 || pause > waitMax || !didNothing(problem, request)) throw problem;
      guard.rest();
      await sleep(pause, signal);
    }
  }

  private fetch(request: Request, token: string | undefined, signal: AbortSignal): Promise<Response> {
    const headers: Record<string, string> = { ...this.options.headers, ...request.headers };
    if (token !== undefined) headers["Authorization"] = `Bearer ${token}`;
    const init: RequestInit = { method: request.method, headers, signal };
    if (request.body !== undefined) {
      headers["Content-Type"] = "application/json";
      init.body = JSON.stringify(request.body);
    } else if (request.form !== undefined) {
      init.body = request.form;
    }
    // Without its receiver: browsers insist on that.
    const { fetch } = this.options;
    return fetch(this.address + request.path + queryText(request.query), init);
  }

  private pause(left: number): number {
    return Math.min(waitMax, 0.25 * 2 ** (this.options.retries - left)) * (0.5 + Math.random() / 2);
  }
}

function mayBeRepeated(request: Request): boolean {
  return request.repeatable === true || request.method === "GET";
}

/** True when the request can be sent again. Of a commit that nobody knows of the server can't say whether it is there. */
function didNothing(problem: ProblemError, request: Request): boolean {
  if (problem.status === 429) return true;
  return problem.status === 503 && problem.retryAfter !== null && (problem.code !== "commit_unknown" || mayBeRepeated(request));
}

async function readProblem(request: Request, response: Response): Promise<ProblemError> {
  let problem: unknown;
  try {
    problem = await response.json();
  } catch {
    problem = null;
  }
  if (typeof problem !== "object" || problem === null || !("code" in problem)) {
    throw new UnreadableAnswer(`${request.method} ${request.path} was answered ${response.status} without a problem of the forum's`);
  }
  return problemError(response.status, problem as Problem, retryAfter(response.headers.get("Retry-After")));
}

/** Seconds. */
function retryAfter(field: string | null): number | null {
  if (field === null) return null;
  if (/^\d+$/.test(field)) return Number(field);
  const time = Date.parse(field);
  return Number.isNaN(time) ? null : Math.max(0, (time - Date.now()) / 1000);
}

function queryText(query: Record<string, unknown> | undefined): string {
  const text = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null) text.set(name, value instanceof Date ? value.toISOString() : String(value));
  }
  const joined = text.toString();
  return joined === "" ? "" : `?${joined}`;
}
