import ForumKernel

/// Somebody who signed in.
struct Visitor: Sendable {
  private struct Me: Decodable {
    let id: String
    let handle: String
    let display_name: String
    let email: String?
    let roles: [String]
  }

  private struct Unread: Decodable { let unread_count: Int64 }

  let id: UserID
  let handle: String
  let name: String
  let email: String?
  let roles: [String]
  let unread: Int64
  let api: VisitorAPI

  /// Asks the API who this is. Throws `APIFailure` when the token is good for nothing.
  init(_ api: VisitorAPI) async throws {
    let me = try await api.get("me", as: Me.self)
    guard let id = UserID(me.id) else { throw AppError.notFound("user") }
    self.id = id
    (handle, name, email, roles) = (me.handle, me.display_name, me.email, me.roles)
    unread = try await api.get("notifications?unread=true&limit=1", as: Unread.self).unread_count
    self.api = api
  }

  var isModerator: Bool { isAdministrator || roles.contains("moderator") }
  var isAdministrator: Bool { roles.contains("admin") }

  /// What every page shows of who looks at it.
  var fields: Fields {
    [
      "name": name, "handle": handle, "href": PageAddress.profile(handle).path, "unread": unread == 0 ? nil : min(unread, 99),
      "isModerator": isModerator, "isAdministrator": isAdministrator,
    ]
  }
}
