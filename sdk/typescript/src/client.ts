import { Caller } from "./caller.js";
import type { Credentials, Tokens } from "./models.js";
import { Operations } from "./operations.js";
import { Session } from "./session.js";
import { apiVersion } from "./version.js";

export interface ForumClientOptions {
  /** A personal token, or that of a session, which `refreshToken` renews; `logIn` gets both. */
  accessToken?: string;
  refreshToken?: string;
  /** Called with each pair of tokens: keep the newest, the older ones are worth nothing. */
  onTokens?: (tokens: Tokens) => void;
  /** Names the forum where a server has several and the host name does not tell. */
  tenant?: string;
  /** The version of the API that this client speaks, by its day. */
  channel?: string;
  /** How long the server may take for an answer. */
  timeoutSeconds?: number;
  /** How often a request is repeated that is refused for a while (429, 503) or, when a repetition does no harm, gets no answer. */
  retries?: number;
  fetch?: typeof fetch;
}

/** A forum as one person, or as a visitor. `address` is that of the server, `https://forum.example.org`. */
export class ForumClient extends Operations {
  private readonly session: Session;

  constructor(address: string, options: ForumClientOptions = {}) {
    if (!/^https?:\/\/[^/]/.test(address)) throw new TypeError(`${address} is no address of a server: it begins with http:// or https://`);
    const headers: Record<string, string> = { Accept: "application/json", "Forum-Channel": options.channel ?? apiVersion };
    if (options.tenant !== undefined) headers["X-Tenant"] = options.tenant;
    const session = new Session(options.accessToken, options.refreshToken, options.onTokens);
    super(
      new Caller(address.replace(/\/+$/, ""), session, {
        fetch: options.fetch ?? globalThis.fetch, headers, timeoutSeconds: options.timeoutSeconds ?? 30, retries: options.retries ?? 2,
      }),
    );
    this.session = session;
  }

  /** What requests go with; undefined for a visitor. */
  get accessToken(): string | undefined { return this.session.accessToken; }

  /** Signs this client in. Throws `Unauthorized` for a wrong password (`wrong_credentials`) and for a missing second factor (`otp_required`). */
  async logIn(credentials: Credentials): Promise<Tokens> {
    const tokens = await this.sessions.logIn(credentials);
    this.use(tokens);
    return tokens;
  }

  /** Goes on with the tokens of another way to sign in. */
  use(tokens: Tokens): void {
    this.session.keep(tokens);
  }

  /** Ends the session; from then on this client is a visitor's. */
  async logOut(): Promise<void> {
    await this.sessions.endSession("current");
    this.session.end();
  }
}
