import type { Caller, Request } from "./caller.js";
import { Unauthorized } from "./errors.js";
import type { Tokens } from "./models.js";

const refreshPath = "/api/v1/auth/sessions/refresh";
/** Seconds before its end that a token is renewed; a quarter of its life, where that is less. */
const ahead = 30;

/** The tokens that requests go with. Renewal is one for all requests, since a refresh token is good once. */
export class Session {
  private ends: number | undefined;
  private renewal: Promise<void> | undefined;

  constructor(
    private access: string | undefined, private refresh: string | undefined, private readonly onTokens: ((tokens: Tokens) => void) | undefined,
  ) {}

  get accessToken(): string | undefined { return this.access; }

  keep(tokens: Tokens): void {
    this.access = tokens.access_token;
    this.refresh = tokens.refresh_token;
    this.ends = Date.now() + (tokens.expires_in - Math.min(ahead, tokens.expires_in / 4)) * 1000;
    this.onTokens?.(tokens);
  }

  end(): void {
    this.access = this.refresh = this.ends = undefined;
  }

  /** What the request goes with; a renewed one, when it is about to end. */
  async token(caller: Caller, request: Request): Promise<string | undefined> {
    if (request.path === refreshPath) return undefined;
    if (this.ends !== undefined && Date.now() > this.ends) await this.renew(caller, this.access);
    return this.access;
  }

  /** Renews the token unless another request has done so meanwhile; false when there is nothing to renew it with. */
  async renew(caller: Caller, refused: string | undefined): Promise<boolean> {
    if (refused === undefined) return false;
    if (this.access !== refused) return this.access !== undefined;
    if (this.renewal === undefined) {
      if (this.refresh === undefined) return false;
      const body = { refresh_token: this.refresh };
      this.renewal = caller.data<Tokens>({ method: "POST", path: refreshPath, body }).then((tokens) => this.keep(tokens)).catch((error) => {
        if (error instanceof Unauthorized) this.refresh = undefined;
        throw error;
      });
      const ended = () => { this.renewal = undefined; };
      this.renewal.then(ended, ended);
    }
    await this.renewal;
    return true;
  }
}
