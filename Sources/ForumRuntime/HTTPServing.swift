import ForumKernel
public import HTTPAPI
import Logging
public import NIOCore

extension Application {
  /// The HTTP edge over this forum.
  /// `measure` gets every answered request, `metrics` gives the text of `/metrics`, `onListening` gets the address with the port that was picked.
  public func makeHTTPServer(
    pages: [PageRoute], settings: HTTPAPI.HTTPSettings, version: String, isStopping: @escaping @Sendable () -> Bool,
    measure: @escaping @Sendable (RequestMeasurement) -> Void, metrics: @escaping @Sendable () async -> String,
    onListening: @escaping @Sendable (SocketAddress) async -> Void
  ) throws -> HTTPServer {
    let (admin, auth, storage, keys) = (admin, auth, storage, keys)
    var services = HTTPServices(
      tenant: { name, host in
        guard let tenant = admin.tenants.tenant(slug: name, host: host) else { throw AppError.notFound("tenant") }
        return tenant.id
      },
      authenticate: { try await auth.authenticator.principal(for: $0, tenant: $1) }, guest: { admin.guest(of: $0) }, cache: cache,
      cursors: CursorSigner(key: keys.cursorKey), clock: clock, ids: ids, logger: logger)
    services.measure = measure
    services.metrics = metrics
    services.keySet = { keys.keySet() }
    services.reasonsNotReady = {
      if isStopping() { return ["stopping"] }
      do {
        try await storage.checkWritable()
        return []
      } catch {
        return ["the store takes no writes: \((error as? AppError)?.message ?? "unknown reason")"]
      }
    }
    return try HTTPServer(
      endpoints: api.endpoints, pages: pages, settings: settings, services: services, version: version, onListening: onListening)
  }

  private var api: ForumAPI {
    ForumAPI(
      auth: auth, forum: forum, notifications: notifications, admin: admin, analytics: analytics, search: index,
      waitUntilIndexed: { try await waitUntilIndexed($0) }, feed: feed, clock: clock)
  }
}
