public import ForumKernel
public import ForumWiring

/// How `cache.redis` is configured. The URL may hold a password, so it is a secret too: `FORUM_CACHE_URL_FILE`, `FORUM_CACHE_PASSWORD_FILE`.
public struct RedisSettings: Sendable {
  /// The keys; each one's last text says what it is.
  public init() {}

  public let url = Setting(
    "cache.url", default: "redis://127.0.0.1:6379/0", secret: true, "The Redis or Valkey server, or one of a cluster; rediss:// for TLS.",
    complaint: { RedisTarget.complaint(url: $0) })
  public let password = Setting("cache.password", default: "", secret: true, "The password, if it is not part of the URL.")
  public let authorityFile = Setting(
    "redis.ca_file", default: "", "A PEM file of the authorities that vouch for the server; empty: the system's.",
    complaint: { ReadableFile.complaint($0) })
  public let prefix = Setting(
    "redis.prefix", default: "forum:", "What keys begin with, to tell two forums on one server apart.",
    complaint: { $0.contains("{") || $0.contains("}") || $0.utf8.count > 100 ? "at most 100 bytes without braces" : nil })
  public let connections = Setting("redis.connections", default: 2, in: 1...16, "Connections to each server.")
  public let commandTimeout = Setting(
    "redis.command_timeout", default: .milliseconds(500), in: .milliseconds(10) ... .seconds(30), "How long a call may take.")
  public let connectTimeout = Setting(
    "redis.connect_timeout", default: .seconds(1), in: .milliseconds(10) ... .seconds(60), "How long connecting may take.")

  /// All of them, for the factory.
  public var declarations: [SettingDeclaration] {
    [
      url.declaration, password.declaration, authorityFile.declaration, prefix.declaration, connections.declaration, commandTimeout.declaration,
      connectTimeout.declaration,
    ]
  }
}

extension RedisCache {
  /// Connects as the settings say. Throws `invalid` (`redis_url`, `redis_refused`).
  public static func open(_ values: SettingValues, clock: any WallClock) async throws -> RedisCache {
    let settings = RedisSettings()
    let (password, authorityFile) = (values[settings.password], values[settings.authorityFile])
    var target = try RedisTarget(
      url: values[settings.url], password: password.isEmpty ? nil : password, authorityFile: authorityFile.isEmpty ? nil : authorityFile)
    (target.urlSource, target.passwordSource) = (values.source(settings.url), values.source(settings.password))
    var limits = RedisLimits()
    limits.connections = values[settings.connections]
    limits.commandTimeout = values[settings.commandTimeout]
    limits.connectTimeout = values[settings.connectTimeout]
    return try await open(target, limits: limits, prefix: values[settings.prefix], clock: clock)
  }
}
