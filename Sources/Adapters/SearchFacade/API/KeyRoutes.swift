extension SearchFacade {
  func routeKeys(_ request: FacadeRequest, _ rest: [String]) throws -> FacadeResponse {
    switch (request.method, rest.first, rest.count) {
    case ("GET", nil, 0):
      _ = try access(request, "keys.get")
      let (offset, limit) = (try request.count("offset", "invalid_api_key_offset") ?? 0, try request.count("limit", "invalid_api_key_limit") ?? 20)
      return FacadeResponse(200, Self.page(state.keys.sorted { $0.createdAt > $1.createdAt }.map(json), offset, limit))
    case ("POST", nil, 0):
      _ = try access(request, "keys.create")
      let key = try KeyRequest.new(try request.json(), now: now)
      guard !state.keys.contains(where: { $0.uid == key.uid }) else {
        throw FacadeError("api_key_already_exists", "`uid` field value `\(key.uid)` is already an existing API key.")
      }
      guard state.keys.count < FacadeLimits.keysMax else {
        throw FacadeError("no_space_left_on_device", "There are \(FacadeLimits.keysMax) keys already.")
      }
      try save(state.keys + [key])
      return FacadeResponse(201, json(key))
    case (_, let name?, 1): return try routeKey(request, name)
    default: throw Self.wrongMethod
    }
  }

  /// `name`: the uid, or the key itself.
  private func routeKey(_ request: FacadeRequest, _ name: String) throws -> FacadeResponse {
    let actions = ["GET": "keys.get", "PATCH": "keys.update", "DELETE": "keys.delete"]
    guard let action = actions[request.method] else { throw Self.wrongMethod }
    _ = try access(request, action)
    guard let place = state.keys.firstIndex(where: { $0.uid == name || $0.secret(masterKey: masterKey) == name }) else {
      throw FacadeError("api_key_not_found", "API key `\(name)` not found.")
    }
    var keys = state.keys
    switch request.method {
    case "PATCH":
      try KeyRequest.change(&keys[place], try request.json(), now: now)
      try save(keys)
      return FacadeResponse(200, json(keys[place]))
    case "DELETE":
      keys.remove(at: place)
      try save(keys)
      return FacadeResponse(204, nil)
    default: return FacadeResponse(200, json(keys[place]))
    }
  }

  private func save(_ keys: [APIKey]) throws {
    try journal.append(JournalRecords.keys(keys), isDurable: true)
    state.keys = keys
  }

  private func json(_ key: APIKey) -> FacadeJSON {
    var json = key.stored
    json["key"] = .text(key.secret(masterKey: masterKey))
    return json
  }
}
