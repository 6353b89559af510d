extension SearchFacade {
  /// The version of Meilisearch whose API this follows.
  static let version = "1.15.0"

  func route(_ request: FacadeRequest) throws -> FacadeResponse {
    let path = request.path
    switch (request.method, path.first, path.count) {
    case ("GET", "health"?, 1): return FacadeResponse(200, ["status": "available"])
    case ("GET", "version"?, 1):
      _ = try access(request, "version")
      return FacadeResponse(200, ["commitSha": "unknown", "commitDate": "unknown", "pkgVersion": .text(Self.version)])
    case ("GET", "stats"?, 1): return try stats(request)
    case ("GET", "experimental-features"?, 1): return FacadeResponse(200, [:])
    case ("POST", "multi-search"?, 1): return try multiSearch(request)
    case ("POST", "swap-indexes"?, 1): return try swapIndexes(request)
    case (_, "tasks"?, _): return try routeTasks(request, Array(path.dropFirst()))
    case (_, "keys"?, _): return try routeKeys(request, Array(path.dropFirst()))
    case (_, "indexes"?, 1): return try routeIndexes(request)
    case (_, "indexes"?, 2): return try routeIndex(request, path[1])
    case (_, "indexes"?, _): return try routeInside(request, path[1], Array(path.dropFirst(2)))
    default: throw Self.notFound
    }
  }

  private func routeInside(_ request: FacadeRequest, _ uid: String, _ rest: [String]) throws -> FacadeResponse {
    switch (request.method, rest[0], rest.count) {
    case (_, "documents", _): return try routeDocuments(request, uid, Array(rest.dropFirst()))
    case (_, "settings", _): return try routeSettings(request, uid, Array(rest.dropFirst()))
    case ("GET", "search", 1), ("POST", "search", 1): return try search(request, uid)
    case ("POST", "facet-search", 1): return try facetSearch(request, uid)
    case ("GET", "stats", 1):
      try access(request, "stats.get").require(uid)
      return FacadeResponse(200, Self.stats(of: try index(uid)))
    default: throw Self.notFound
    }
  }

  static var notFound: FacadeError { FacadeError("not_found", "This server has no such route.") }
  static var wrongMethod: FacadeError { FacadeError("method_not_allowed", "This route does not take this method.") }

  func access(_ request: FacadeRequest, _ action: String) throws(FacadeError) -> Access {
    try Access(request, action, masterKey: masterKey, keys: state.keys, now: now)
  }

  /// Throws `index_not_found`.
  func index(_ uid: String) throws(FacadeError) -> FacadeIndex {
    try IndexUID.check(uid)
    guard let index = state.indexes[uid] else { throw .indexNotFound(uid) }
    return index
  }

  private func stats(_ request: FacadeRequest) throws -> FacadeResponse {
    let access = try access(request, "stats.get")
    let indexes = state.indexes.values.filter { access.allows($0.uid) }.sorted { $0.uid < $1.uid }
    return FacadeResponse(
      200,
      [
        "databaseSize": .int(journal.bytes), "usedDatabaseSize": .int(state.bytes),
        "lastUpdate": indexes.map(\.updatedAt).max().map { .text($0) } ?? .null,
        "indexes": .object(indexes.map { FacadeJSON.Member(name: $0.uid, value: Self.stats(of: $0)) }),
      ])
  }

  private static func stats(of index: FacadeIndex) -> FacadeJSON {
    var fields: [String: Int] = [:]
    for number in index.store.numbers { for member in index.store[number].members { fields[member.name, default: 0] += 1 } }
    return [
      "numberOfDocuments": .int(index.store.count), "rawDocumentDbSize": .int(index.store.bytes),
      "avgDocumentSize": .int(index.store.count == 0 ? 0 : index.store.bytes / index.store.count), "isIndexing": false,
      "numberOfEmbeddings": 0, "numberOfEmbeddedDocuments": 0,
      "fieldDistribution": .object(fields.sorted { $0.key < $1.key }.map { FacadeJSON.Member(name: $0.key, value: .int($0.value)) }),
    ]
  }
}
