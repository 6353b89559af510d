import Forum
import ForumKernel

extension WebUI {
  /// Name, mail address and password.
  func settings(_ request: WebRequest) async throws -> WebResponse {
    try await formPage(.settings, .account, request) { fields, visitor in
      fields["handle"] = visitor.handle
      fields["profile"] = PageAddress.profile(visitor.handle).path
      fields["displayName"] = visitor.name
      fields["mail"] = visitor.email
      fields["newMail"] = request.field("email")
      fields["desk"] = try await seesCases(visitor)
    } act: { _, visitor in
      switch request.field("act") {
      case "mail":
        var sent: [String: FormValue] = ["email": .text(request.field("email"))]
        sent["password"] = .optional(request.field("password"))
        _ = try await visitor.api.send("POST", "me/email", sent, as: VisitorAPI.Ignored.self)
        return .mailed
      case "password":
        let sent: [String: FormValue] = ["password": .text(request.field("password")), "new_password": .text(request.field("new_password"))]
        _ = try await visitor.api.send("POST", "me/password", sent, as: VisitorAPI.Ignored.self)
        return .password
      default:
        let sent: [String: FormValue] = ["display_name": .text(request.field("display_name"))]
        _ = try await visitor.api.send("PATCH", "me", sent, ifMatch: "*", as: VisitorAPI.Ignored.self)
        return .saved
      }
    }
  }

  /// Whether somebody moderates anything, if only a category.
  private func seesCases(_ visitor: Visitor) async throws -> Bool {
    if visitor.isModerator { return true }
    do {
      _ = try await visitor.api.get("moderation/queue?limit=1", as: VisitorAPI.Ignored.self)
      return true
    } catch let failure as APIFailure where failure.status == 403 {
      return false
    }
  }

  /// What somebody wants to hear of, of which categories how much, and whom they ignore.
  func reading(_ request: WebRequest) async throws -> WebResponse {
    try await formPage(.reading, .account, request) { fields, visitor in
      fields["preferences"] = try await visitor.api.get("me/notification-preferences", as: PreferenceItem.self).fields
      let said = try await attention.categoryWatches(of: visitor.id, request.scope)
      let levels = Dictionary(said.map { ($0.categoryID, $0.level) }) { first, _ in first }
      fields["categories"] = try await reader.categories(request.scope).map { view in
        let id = view.category.id
        return [
          "name": view.category.name, "href": PageAddress.category(view.category.slug).path, "id": id.description,
          "watch": Fields(watching: levels[id], at: .category(id), next: AccountAddress.reading.rawValue),
        ] as Fields
      }
      let ignored = try await attention.ignoredUsers(of: visitor.id, request.tenant)
      fields["ignoresNobody"] = ignored.isEmpty
      fields["ignored"] = ignored.map { author in
        ["author": Fields(author: author), "action": MarkAddress.user(author.handle).path, "next": AccountAddress.reading.rawValue] as Fields
      }
    } act: { _, visitor in
      var chosen: [String: FormValue] = ["digest": .text(request.field("digest"))]
      for kind in PreferenceItem.kinds { chosen[kind.name] = .flag(request.fields("kind").contains(kind.name)) }
      _ = try await visitor.api.send("PUT", "me/notification-preferences", chosen, as: VisitorAPI.Ignored.self)
      return .saved
    }
  }

  /// Where somebody is signed in.
  func sessions(_ request: WebRequest) async throws -> WebResponse {
    try await formPage(.sessions, .account, request) { fields, visitor in
      let sessions: ItemList<SessionItem> = try await visitor.api.get("auth/sessions")
      fields["sessions"] = sessions.items.map { $0.fields }
      fields["hasOthers"] = sessions.items.contains { !$0.current }
    } act: { _, visitor in
      let id = request.field("session")
      let path = id.isEmpty ? "auth/sessions?keep_current=true" : "auth/sessions/\(PageAddress.encode(id))"
      _ = try await visitor.api.send("DELETE", path, nil, as: VisitorAPI.Ignored.self)
      return .ended
    }
  }
}

/// A list as the API answers it.
struct ItemList<Item: Decodable>: Decodable {
  let items: [Item]
  let next: String?
}

private struct SessionItem: Decodable {
  let id: String
  let device_name: String
  let network: String
  let created_at: String
  let last_seen_at: String
  let current: Bool

  var fields: Fields {
    [
      "id": id, "device": device_name.isEmpty ? "A device without a name" : String(device_name.prefix(WebLimits.deviceNameMax)), "network": network,
      "current": current, "since": Timestamp(created_at).map { DisplayTime($0).fields },
      "seen": Timestamp(last_seen_at).map { DisplayTime($0).fields },
    ]
  }
}
