extension SearchFacade {
  func routeSettings(_ request: FacadeRequest, _ uid: String, _ rest: [String]) throws -> FacadeResponse {
    try access(request, request.method == "GET" ? "settings.get" : "settings.update").require(uid)
    try IndexUID.check(uid)
    guard let path = rest.first else { return try allSettings(request, uid) }
    guard rest.count == 1, let schema = SettingSchema.at(path) else { throw Self.notFound }
    switch request.method {
    case "GET": return FacadeResponse(200, try index(uid).settings[schema])
    case "PUT", "PATCH":
      return try updateSettings(request, uid, .object([FacadeJSON.Member(name: schema.name, value: try request.json())]))
    case "DELETE": return try updateSettings(request, uid, .object([FacadeJSON.Member(name: schema.name, value: .null)]))
    default: throw Self.wrongMethod
    }
  }

  private func allSettings(_ request: FacadeRequest, _ uid: String) throws -> FacadeResponse {
    switch request.method {
    case "GET": return FacadeResponse(200, try index(uid).settings.json)
    case "PATCH", "PUT": return try updateSettings(request, uid, try request.json())
    case "DELETE":
      return try updateSettings(request, uid, .object(SettingSchema.all.map { FacadeJSON.Member(name: $0.name, value: .null) }))
    default: throw Self.wrongMethod
    }
  }

  /// One wrong member refuses all of them.
  private func updateSettings(_ request: FacadeRequest, _ uid: String, _ changes: FacadeJSON) throws -> FacadeResponse {
    if let complaint = IndexSettings.complaint(changes) { throw complaint }
    return try enqueue(.settingsUpdate, index: uid, payload: ["settings": changes], details: changes, request: request)
  }
}
