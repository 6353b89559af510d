import Forum
import ForumKernel

extension WebUI {
  /// Sets one of the visitor's own marks through the API, and leads back to where the form was.
  func mark(_ address: MarkAddress, _ request: WebRequest) async throws -> WebResponse {
    guard let visitor = request.visitor else { return signInFirst(request) }
    guard request.form != nil else { return .seeOther(PageAddress.home.path) }
    let api = visitor.api
    switch address {
    case .thread(let id) where request.field("level") == "unread":
      _ = try await api.send("DELETE", "threads/\(id)/read", nil, as: VisitorAPI.Ignored.self)
    case .thread(let id): try await setLevel("threads/\(id)/watch", request, api)
    case .category(let id): try await setLevel("categories/\(id)/watch", request, api)
    case .post(let id):
      let isMarked = request.field("act") != "remove"
      let note = request.field("note")
      _ = try await api.send(
        isMarked ? "PUT" : "DELETE", "posts/\(id)/bookmark", isMarked ? (note.isEmpty ? [:] : ["note": .text(note)]) : nil,
        as: VisitorAPI.Ignored.self)
    case .user(let handle):
      let method = request.field("act") == "remove" ? "DELETE" : "PUT"
      _ = try await api.send(method, "me/ignored-users/\(PageAddress.encode(handle))", nil, as: VisitorAPI.Ignored.self)
    case .everything: _ = try await api.send("PUT", "me/reading", [:], as: VisitorAPI.Ignored.self)
    }
    return .seeOther(request.destination)
  }

  /// An empty level takes back what was said.
  private func setLevel(_ path: String, _ request: WebRequest, _ api: VisitorAPI) async throws {
    let level = request.field("level")
    _ = try await api.send(level.isEmpty ? "DELETE" : "PUT", path, level.isEmpty ? nil : ["level": .text(level)], as: VisitorAPI.Ignored.self)
  }
}

extension Fields {
  /// A form for how much its reader wants to hear of something; `level` is what they said so far.
  init(watching level: WatchLevel?, at address: MarkAddress, next: String) {
    var isThread = false
    if case .thread = address { isThread = true }
    let levels: [(WatchLevel?, String)] = [
      (nil, isThread ? "As its category" : "As usual"), (.watching, "Watching: every new post"), (.tracking, "Tracking: in the watched list"),
      (.normal, "Normal: what concerns me"), (.muted, "Muted: nothing"),
    ]
    self = [
      "action": address.path, "next": next, "isThread": isThread,
      "levels": levels.map { ["value": $0?.rawValue ?? "", "name": $1, "current": $0 == level] as Fields },
    ]
  }
}
