public import ForumWiring
import Foundation

/// Limits of connections and requests, each against a way to hold resources for nothing.
public struct ConnectionSettings: Sendable {
  public let headerTimeout = Setting(
    "http.header_timeout", default: .seconds(10), in: Self.timeouts, "From a request's first byte to the end of its header.")
  public let bodyTimeout = Setting(
    "http.body_timeout", default: .seconds(30), in: Self.timeouts, "From the end of the header to the end of the body.")
  public let requestTimeout = Setting("http.request_timeout", default: .seconds(30), in: Self.timeouts, "For the answer; live feeds are exempt.")
  public let idleTimeout = Setting("http.idle_timeout", default: .seconds(60), in: Self.timeouts, "Between two requests of a connection.")
  public let writeStallTimeout = Setting(
    "http.write_stall_timeout", default: .seconds(30), in: Self.timeouts, "How long a client may take nothing of an answer.")
  public let headerMax = Setting("http.header_max", defaultBytes: 32 << 10, in: 4 << 10...80 << 10, "The largest header, all fields together.")
  public let bodyMax = Setting("http.body_max", defaultBytes: 1 << 20, in: 64 << 10...64 << 20, "The largest request body.")
  public let connectionsMax = Setting("http.connections_max", default: 10_000, in: 1...1_000_000, "Open connections.")
  public let connectionsPerAddressMax = Setting(
    "http.connections_per_address_max", default: 512, in: 1...1_000_000, "Open connections of one address that is no trusted proxy.")
  public let compression = Setting("http.compression", default: true, "Sends answers as gzip to clients that take it.")

  public let crossOrigins = Setting(
    "http.cors_origins", default: [], "Sites whose scripts may use the API: https://app.example.org, or * for all. They sign in for themselves."
  ) {
    $0.first { !isOrigin($0) }.map { "origins such as https://app.example.org, without a path, or *; unlike “\($0)”" }
  }

  private static func isOrigin(_ text: String) -> Bool {
    if text == "*" { return true }
    guard let url = URLComponents(string: text), let scheme = url.scheme, let host = url.host, ["http", "https"].contains(scheme) else {
      return false
    }
    return !host.isEmpty && text == "\(scheme)://\(host)\(url.port.map { ":\($0)" } ?? "")"
  }

  private static let timeouts: ClosedRange<Duration> = .milliseconds(10) ... .seconds(3600)
}

/// Event streams and WebSockets.
public struct LiveSettings: Sendable {
  public let connectionsMax = Setting("live.connections_max", default: 8000, in: 1...1_000_000, "Open event streams and WebSockets.")
  public let pingInterval = Setting(
    "live.ping_interval", default: .seconds(30), in: Self.timeouts, "Silence of a WebSocket's client after which it is asked whether it is there.")
  public let pongTimeout = Setting("live.pong_timeout", default: .seconds(10), in: Self.timeouts, "How long it may take to answer.")
  public let stallTimeout = Setting(
    "live.stall_timeout", default: .seconds(15), in: Self.timeouts,
    "How long a WebSocket's client may take nothing of what is sent, until it is closed with the position to go on from.")
  public let echo = Setting(
    "live.echo", default: false, "Whether /api/v1/live/echo says every message again, for programs that examine the WebSocket protocol.")

  private static let timeouts: ClosedRange<Duration> = .milliseconds(100) ... .seconds(3600)
}

/// Token buckets: each holds its number of requests and fills up once in a window.
public struct RateLimitSettings: Sendable {
  public let enabled = Setting("rate_limit.enabled", default: true, reloadable: true, "Whether requests are counted and limited.")
  public let window = Setting(
    "rate_limit.window", default: .seconds(60), in: .seconds(1) ... .seconds(86_400), reloadable: true, "The window of all three.")
  public let read = Setting("rate_limit.read", default: 1200, in: 1...10_000_000, reloadable: true, "Reads of one user or address in a window.")
  public let write = Setting("rate_limit.write", default: 120, in: 1...10_000_000, reloadable: true, "Writes of one user or address in a window.")
  public let auth = Setting(
    "rate_limit.auth", default: 20, in: 1...10_000_000, reloadable: true, "Registrations, log-ins and refreshes of one address in a window.")
}

/// How long a log-in lasts.
public struct SessionSettings: Sendable {
  public let accessTokenLifetime = Setting(
    "session.access_token_lifetime", default: .seconds(900), in: .seconds(10) ... .seconds(86_400), "How long an access token is good.")
  public let refreshTokenLifetime = Setting(
    "session.refresh_token_lifetime", default: .seconds(30 * 86_400), in: .seconds(60) ... .seconds(366 * 86_400),
    "How long a session lives without a refresh.")
  public let absoluteLifetime = Setting(
    "session.absolute_lifetime", default: .seconds(90 * 86_400), in: .seconds(60) ... .seconds(3660 * 86_400),
    "How long a session lives whatever happens; then one signs in anew.")
  public let rotationGrace = Setting(
    "session.rotation_grace", default: .seconds(20), in: .zero ... .seconds(300),
    "How long a used refresh token still answers with the new one, for clients that lost the answer.")
  public let secondFactorRoles = Setting(
    "session.second_factor_roles", default: [],
    "Roles that give nothing to who has no second factor (an authenticator app or a passkey), such as admin,moderator.")
}
