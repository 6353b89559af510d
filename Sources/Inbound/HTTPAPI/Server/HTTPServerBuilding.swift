import ForumKernel
import HTTPTypes
import HummingbirdCore
public import NIOCore

extension HTTPServer {
  /// The whole HTTP edge: the API with its document, the pages, and the server's own routes. Throws for a setting that can't be used.
  /// `onListening` gets the bound address, with the port that was picked.
  public init(
    endpoints: [Endpoint], pages: [PageRoute] = [], settings: HTTPSettings, services: HTTPServices, title: String = "forum-lite",
    releases: ReleasePlan = .current, onListening: @escaping @Sendable (SocketAddress) async -> Void = { _ in }
  ) throws {
    var routes = RouteTable()
    for endpoint in endpoints { routes.add(endpoint.method, Route(endpoint)) }
    for page in pages { routes.add(page.method, Route(page)) }
    for (path, answer) in Self.serverRoutes(services) {
      routes.add(.get, Route(template: path, operationID: path, action: .server(answer)))
    }
    self.init(
      pipeline: try RequestPipeline(
        routes: routes, versions: PinnedVersions(releases, endpoints, title: title), services: services, settings: settings),
      settings: settings, onListening: onListening)
  }

  private static func serverRoutes(_ services: HTTPServices) -> [(path: String, answer: @Sendable (PinnedVersion) async throws -> Response)] {
    [
      ("/healthz", { _ in PageReply(ByteBuffer(string: "ok\n"), type: "text/plain; charset=utf-8").response }),
      ("/readyz", { _ in readiness(await services.reasonsNotReady()) }),
      ("/metrics", { _ in PageReply(ByteBuffer(string: await services.metrics()), type: "text/plain; version=0.0.4; charset=utf-8").response }),
      (
        "/.well-known/jwks.json",
        { _ in
          PageReply(ByteBuffer(bytes: try await services.keySet()), type: "application/jwk-set+json", headers: [.cacheControl: "max-age=300"])
            .response
        }
      ),
      ("/openapi.json", { PageReply($0.openAPI, type: MediaType.json, headers: [.vary: "Forum-Channel"]).response }),
      ("/asyncapi.json", { PageReply($0.asyncAPI, type: MediaType.json, headers: [.vary: "Forum-Channel"]).response }),
    ]
  }

  private static func readiness(_ reasons: [String]) -> Response {
    var writer = JSONWriter(capacity: 256)
    writer.value(["ready": .bool(reasons.isEmpty), "reasons": .array(reasons.map { .text($0) })])
    return PageReply(
      ByteBuffer(bytes: writer.bytes), type: MediaType.json, status: reasons.isEmpty ? .ok : .serviceUnavailable, headers: [.cacheControl: "no-store"]
    ).response
  }
}

extension Route {
  fileprivate init(_ endpoint: Endpoint) {
    self.init(
      template: endpoint.path, operationID: endpoint.operationID, permission: endpoint.permission, rate: endpoint.rate,
      takesBody: endpoint.contract.body != nil, takesUpload: endpoint.contract.form != nil,
      isDoneOnce: endpoint.isDoneOnce, endsSession: endpoint.endsSession,
      media: endpoint.contract.answer.media,
      action: .call(endpoint.perform))
  }

  fileprivate init(_ page: PageRoute) {
    let perform = page.perform
    self.init(
      template: page.path, operationID: "page", permission: page.permission, rate: page.rate, takesBody: page.method != .get && !page.takesUpload,
      takesUpload: page.takesUpload, media: nil,
      action: .page { try await perform($0, $1).response })
  }
}

extension Endpoint.Answer {
  fileprivate var media: String? {
    switch self {
    case .json, .nothing: MediaType.json
    // Event streams look at it themselves, when it is clear that there is something to follow.
    case .events, .socket, .archive, .file: nil
    }
  }
}
