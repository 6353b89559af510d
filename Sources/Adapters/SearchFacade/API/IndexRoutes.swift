extension SearchFacade {
  func routeIndexes(_ request: FacadeRequest) throws -> FacadeResponse {
    switch request.method {
    case "GET":
      let access = try access(request, "indexes.get")
      let all = state.indexes.values.filter { access.allows($0.uid) }.sorted { $0.uid < $1.uid }.map(\.json)
      let (offset, limit) = (try request.count("offset", "invalid_index_offset") ?? 0, try request.count("limit", "invalid_index_limit") ?? 20)
      return FacadeResponse(200, Self.page(all, offset, limit))
    case "POST":
      let body = try request.json()
      guard let uid = body["uid"]?.text ?? body["uid"]?.integer.map({ String($0) }) else {
        throw FacadeError("missing_index_uid", "Missing field `uid`")
      }
      try access(request, "indexes.create").require(uid)
      try IndexUID.check(uid)
      let primaryKey = try RequestMembers(body).text("primaryKey", "invalid_index_primary_key")
      let json = primaryKey.map { FacadeJSON.text($0) } ?? .null
      return try enqueue(.indexCreation, index: uid, payload: ["primaryKey": json], details: ["primaryKey": json], request: request)
    default: throw Self.wrongMethod
    }
  }

  func routeIndex(_ request: FacadeRequest, _ uid: String) throws -> FacadeResponse {
    try IndexUID.check(uid)
    switch request.method {
    case "GET":
      try access(request, "indexes.get").require(uid)
      return FacadeResponse(200, try index(uid).json)
    case "PATCH", "PUT":
      try access(request, "indexes.update").require(uid)
      let body = try request.json()
      let primaryKey = try RequestMembers(body).text("primaryKey", "invalid_index_primary_key")
      let newName = try RequestMembers(body).text("uid", "invalid_index_uid")
      if let newName { try IndexUID.check(newName) }
      var payload: FacadeJSON = ["primaryKey": primaryKey.map { .text($0) } ?? .null]
      if let newName { payload["uid"] = .text(newName) }
      return try enqueue(.indexUpdate, index: uid, payload: payload, details: payload, request: request)
    case "DELETE":
      try access(request, "indexes.delete").require(uid)
      return try enqueue(.indexDeletion, index: uid, payload: .null, details: ["deletedDocuments": .null], request: request)
    default: throw Self.wrongMethod
    }
  }

  func swapIndexes(_ request: FacadeRequest) throws -> FacadeResponse {
    let access = try access(request, "indexes.swap")
    let body = try request.json()
    var seen: Set<String> = []
    for swap in body.items ?? [] {
      guard let pair = swap["indexes"]?.texts else { throw FacadeError("missing_swap_indexes", "Missing field `indexes` inside `[0]`") }
      guard pair.count == 2 else {
        throw FacadeError("invalid_swap_indexes", "Two indexes must be given for each swap. The list `\(pair)` contains \(pair.count) indexes.")
      }
      for uid in pair {
        try access.require(uid)
        guard seen.insert(uid).inserted else {
          throw FacadeError(
            "invalid_swap_duplicate_index_found",
            "Indexes must be declared only once during a swap. `\(uid)` was specified several times.")
        }
      }
    }
    return try enqueue(.indexSwap, index: nil, payload: ["swaps": body], details: ["swaps": body], request: request)
  }

  /// Some of a list, with where it was cut.
  static func page(_ all: [FacadeJSON], _ offset: Int, _ limit: Int) -> FacadeJSON {
    [
      "results": .array(Array(all.dropFirst(offset).prefix(limit))), "offset": .int(offset), "limit": .int(limit), "total": .int(all.count),
    ]
  }
}
