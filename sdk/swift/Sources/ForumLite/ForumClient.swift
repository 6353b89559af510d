import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// A forum as one person, or as a visitor. Any number of tasks can share one client.
///
/// Calls throw `Problem` when the server says no, `ConnectionLost` when no answer comes, and `UnreadableAnswer` for what is not the forum's.
public struct ForumClient: Sendable {
  let caller: Caller

  public struct Options: Sendable {
    /// A personal token, or that of a session, which `refreshToken` renews; `logIn` gets both.
    public var accessToken: String?
    public var refreshToken: String?
    /// Called with each pair of tokens: keep the newest, the older ones are worth nothing.
    public var onTokens: (@Sendable (Tokens) -> Void)?
    /// Names the forum where a server has several and the host name does not tell.
    public var tenant: String?
    /// The version of the API that this client speaks, by its day.
    public var channel = SDKVersion.api
    /// How long the server may be silent.
    public var timeoutSeconds = 30.0
    /// How often a request is repeated that is refused for a while (429, 503) or, when a repetition does no harm, gets no answer.
    public var retries = 2

    public init() {}
  }

  /// `address` is that of the server, `https://forum.example.org`. Throws `URLError` (`badURL`) for another kind of address.
  public init(_ address: String, _ options: Options = Options()) throws {
    guard let url = URL(string: address), ["http", "https"].contains(url.scheme), url.host != nil else { throw URLError(.badURL) }
    var headers = ["Accept": "application/json", "Forum-Channel": options.channel, "User-Agent": "forum-lite-swift/\(SDKVersion.release)"]
    headers["X-Tenant"] = options.tenant
    caller = Caller(
      address: address.hasSuffix("/") ? String(address.dropLast()) : address, urls: Connections(timeoutSeconds: options.timeoutSeconds),
      signIn: SignIn(options.accessToken, options.refreshToken, options.onTokens), headers: headers, timeoutSeconds: options.timeoutSeconds,
      retries: options.retries)
  }

  /// What requests go with; nil for a visitor.
  public var accessToken: String? {
    get async { await caller.signIn.accessToken }
  }

  /// Signs this client in. Throws a problem `unauthorized` for a wrong password (`wrong_credentials`) and for a missing second factor (`otp_required`).
  @discardableResult
  public func logIn(_ credentials: Credentials) async throws -> Tokens {
    let tokens = try await sessions.logIn(credentials)
    await use(tokens)
    return tokens
  }

  /// Goes on with the tokens of another way to sign in.
  public func use(_ tokens: Tokens) async { await caller.signIn.keep(tokens) }

  /// Ends the session; from then on this client is a visitor's.
  public func logOut() async throws {
    try await sessions.endSession("current")
    await caller.signIn.end()
  }
}
