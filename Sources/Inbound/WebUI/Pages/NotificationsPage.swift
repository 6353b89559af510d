import ForumKernel

/// A page of the visitor's notifications as the API tells it.
private struct NotificationPage: Decodable {
  struct Item: Decodable {
    let kind: String
    let thread_title: String?
    let post_id: String?
    let comment_id: String?
    let actor_handle: String?
    let action: String?
    let note: String?
    let until: String?
    let created_at: String
    let read_at: String?
  }

  let items: [Item]
  let next: String?
}

extension WebUI {
  /// What happened to what the visitor wrote; a form marks all of it as read.
  func notifications(_ request: WebRequest) async throws -> WebResponse {
    guard let visitor = request.visitor else { return signInFirst(request) }
    if request.form != nil {
      _ = try await visitor.api.send("POST", "notifications/read", [:], as: VisitorAPI.Ignored.self)
      return .seeOther(PageAddress.notifications.path)
    }
    let cursor = request.value("cursor").map { "&cursor=\(PageAddress.encode($0))" } ?? ""
    let list: NotificationPage = try await visitor.api.get("notifications?limit=\(WebLimits.notificationsPerPage)\(cursor)")
    return page(
      .notifications,
      [
        "title": "Notifications", "items": list.items.map(Fields.init(notification:)), "isEmpty": list.items.isEmpty,
        "older": list.next.map { PageAddress.notifications.path(("cursor", $0)) },
      ], to: request)
  }
}

extension Fields {
  fileprivate init(notification item: NotificationPage.Item) {
    let entry = item.comment_id ?? item.post_id
    self = [
      "href": entry.map { "/p/\($0)" } ?? PageAddress.home.path, "actor": item.actor_handle ?? (item.action == nil ? "Somebody" : "A moderator"),
      "what": Self.sentence(item.kind, item.action), "note": item.note, "until": item.until.flatMap(Timestamp.init).map { DisplayTime($0).fields },
      "thread": item.thread_title, "isNew": item.read_at == nil, "time": Timestamp(item.created_at).map { DisplayTime($0).fields },
    ]
  }

  private static func sentence(_ kind: String, _ action: String?) -> String {
    switch kind {
    case "reply": "answered"
    case "comment": "commented"
    case "mention": "mentioned you"
    case "watched": "wrote in a thread that you watch"
    case "moderated": "decided about what you wrote (\((action ?? "looked at").replacing("_", with: " ")))"
    case "flag_settled": "decided about what you reported (\((action ?? "looked at").replacing("_", with: " ")))"
    default: kind.replacing("_", with: " ")
    }
  }
}
