import Admin
import Auth
import Forum
import ForumKernel
import ForumWiring
public import HTTPAPI
import Logging
public import NIOCore

extension Application {
  /// The HTTP edge over this forum.
  /// `measure` gets every answered request, `metrics` gives the text of `/metrics`, `onListening` gets the address with the port that was picked.
  public func makeHTTPServer(
    pages: WebPages, certificate: ServerCertificate? = nil, isStopping: @escaping @Sendable () -> Bool,
    measure: @escaping @Sendable (RequestMeasurement) -> Void, metrics: @escaping @Sendable () async -> String,
    onListening: @escaping @Sendable (SocketAddress) async -> Void
  ) throws -> HTTPServer {
    var services = httpServices(isStopping: isStopping, measure: measure, metrics: metrics)
    services.problemPage = pages.problem
    var settings = try config.httpServerSettings
    settings.tls = try certificate?.configuration
    let strict = Int64(config.tls.strictTransport.components.seconds)
    settings.strictTransportSeconds = strict > 0 ? strict : nil
    return try HTTPServer(
      endpoints: api.endpoints, pages: pages.routes + OFREPRoutes(admin: admin).routes + graphQLRoutes(), settings: settings, services: services,
      onListening: onListening)
  }

  func httpServices(
    isStopping: @escaping @Sendable () -> Bool, measure: @escaping @Sendable (RequestMeasurement) -> Void,
    metrics: @escaping @Sendable () async -> String
  ) -> HTTPServices {
    let (admin, auth, storage, keys, vault) = (admin, auth, storage, keys, vault)
    var services = HTTPServices(
      tenant: { name, host in
        guard let tenant = admin.tenants.tenant(slug: name, host: host) else { throw AppError.notFound("tenant") }
        try tenant.requireServing(admin.residency)
        return tenant.id
      },
      authenticate: { try await auth.authenticator.principal(for: $0, tenant: $1) },
      guest: { [clock] in try await admin.guest(of: $0, at: clock.now) },
      cache: cache,
      cursors: CursorSigner(key: keys.cursorKey), clock: clock, ids: ids, logger: logger)
    services.endedSession = { try await auth.authenticator.endedSession(of: $0, tenant: $1) }
    services.requireServing = { id in
      guard let tenant = admin.tenants.tenant(id) else { throw AppError.notFound("tenant") }
      try tenant.requireServing(admin.residency)
    }
    services.isKnown = { try await isKnown($0, $1, $2) }
    services.measure = measure
    services.metrics = metrics
    services.keySet = { [clock] in keys.rotation.keySet(now: clock.now) }
    services.answers = answers
    services.readsOwnAnswers = { [readers = forum.ignoringReaders] in readers.contains($0) }
    services.reasonsNotReady = {
      if isStopping() { return ["stopping"] }
      do {
        try await storage.checkWritable()
        return []
      } catch {
        // Everybody may read this: what the problem is, `doctor` tells.
        let hint = vault?.state().problem == nil ? [] : ["the vault that keeps secrets has a problem: see forum-lite doctor"]
        return ["the store takes no writes: \((error as? AppError)?.message ?? "unknown reason")"] + hint
      }
    }
    return services
  }

  private var api: ForumAPI {
    ForumAPI(
      auth: auth, forum: forum, notifications: notifications, admin: admin, jobs: jobs, analytics: analytics, search: index,
      waitUntilIndexed: { try await waitUntilIndexed($0) }, feed: feed,
      uploads: UploadGate(bytesMax: Int64(config.attachments.bytesMax), spool: uploads),
      framing: ArchiveFraming(whole: ExportArchive.piece, around: ExportArchive.around), echoes: config.live.echo)
  }
}

extension ServerConfig {
  /// The settings of the HTTP server. Throws when `listen` can't be read.
  var httpServerSettings: HTTPAPI.HTTPSettings {
    get throws {
      guard let address = ListenAddress(server.listen) else {
        throw AppError(.invalid, "malformed_listen", "listen must be HOST:PORT, not \(server.listen).")
      }
      var settings = HTTPAPI.HTTPSettings()
      settings.host = address.host
      settings.port = address.port
      settings.trustedProxies = server.trustedProxies
      settings.rates = rateLimit.enabled ? rateLimits : nil
      settings.crossOrigins = http.crossOrigins
      settings.compresses = http.compression
      settings.limits.bodyBytesMax = http.bodyMax
      settings.limits.uploadBytesMax = attachments.bytesMax + Int(UploadGate.overheadBytes)
      settings.limits.headerBytesMax = http.headerMax
      settings.limits.headerMilliseconds = Int64(http.headerTimeout.milliseconds)
      settings.limits.bodyMilliseconds = Int64(http.bodyTimeout.milliseconds)
      settings.limits.requestMilliseconds = Int64(http.requestTimeout.milliseconds)
      settings.limits.idleMilliseconds = Int64(http.idleTimeout.milliseconds)
      settings.limits.stalledWriteMilliseconds = Int64(http.writeStallTimeout.milliseconds)
      settings.limits.connectionsMax = http.connectionsMax
      settings.limits.connectionsPerAddressMax = http.connectionsPerAddressMax
      settings.limits.eventStreamsMax = live.connectionsMax
      settings.limits.pingMilliseconds = Int64(live.pingInterval.milliseconds)
      settings.limits.pongMilliseconds = Int64(live.pongTimeout.milliseconds)
      settings.limits.liveStallMilliseconds = Int64(live.stallTimeout.milliseconds)
      settings.limits.drainMilliseconds = Int64(server.drainTimeout.milliseconds)
      return settings
    }
  }

  private var rateLimits: RateLimits {
    let seconds = max(1, rateLimit.window.milliseconds / 1000)
    var limits = RateLimits()
    limits.read = BucketPolicy(capacity: rateLimit.read, windowSeconds: seconds)
    limits.write = BucketPolicy(capacity: rateLimit.write, windowSeconds: seconds)
    limits.auth = BucketPolicy(capacity: rateLimit.auth, windowSeconds: seconds)
    return limits
  }
}
