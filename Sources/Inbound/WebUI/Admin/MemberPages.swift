import ForumKernel

/// An account as administrators see it.
private struct AccountItem: Decodable {
  let handle: String
  let display_name: String
  let roles: [String]
  let created_at: String

  var fields: Fields {
    [
      "handle": handle, "name": display_name, "roles": roles.joined(separator: ", "), "href": PageAddress.profile(handle).path,
      "time": Timestamp(created_at).map { DisplayTime($0).fields },
    ]
  }
}

private struct RoleItem: Decodable {
  let name: String
  let description: String
  let permissions: [String]
  let built_in: Bool

  var fields: Fields {
    ["name": name, "description": description, "permissions": permissions.joined(separator: ", "), "isOwn": !built_in]
  }
}

extension WebUI {
  /// Who is let in, and who has which role.
  func members(_ request: WebRequest) async throws -> WebResponse {
    struct Invitation: Decodable { let token: String }
    return try await formPage(.members, .admin, request) { fields, visitor in
      let roles: ItemList<RoleItem> = try await visitor.api.get("admin/roles")
      let waiting: ItemList<AccountItem> = try await visitor.api.get("admin/registrations")
      fields["roles"] = roles.items.map { ["name": $0.name, "current": $0.name == request.field("role")] as Fields }
      fields["waiting"] = waiting.items.map(\.fields)
      let open: ItemList<OpenInvitation> = try await visitor.api.get("admin/invitations?limit=100")
      fields["open"] = open.items.map(\.fields)
      fields["handle"] = request.field("handle")
    } act: { fields, visitor in
      let handle = PageAddress.encode(request.field("handle"))
      switch request.field("act") {
      case "approve", "refuse":
        _ = try await visitor.api.send("POST", "admin/registrations/\(handle)/\(request.field("act"))", nil, as: VisitorAPI.Ignored.self)
        return .saved
      case "withdraw":
        let path = "admin/invitations/\(PageAddress.encode(request.field("id")))"
        _ = try await visitor.api.send("DELETE", path, nil, as: VisitorAPI.Ignored.self)
        return .removed
      case "invite":
        var sent: [String: FormValue] = [:]
        sent["email"] = .optional(request.field("email"))
        let made: Invitation = try await visitor.api.send("POST", "admin/invitations", sent)
        fields["invitation"] = PageAddress.account(.signUp).path(("invitation", made.token))
      default:
        let method = request.field("act") == "revoke" ? "DELETE" : "PUT"
        let account: AccountItem = try await visitor.api.send(
          method, "admin/users/\(handle)/roles/\(PageAddress.encode(request.field("role")))", nil)
        fields["account"] = account.fields
      }
      return .shown
    }
  }

  /// Bundles of permissions: those that come with the program, and the tenant's own.
  func roles(_ request: WebRequest) async throws -> WebResponse {
    struct PermissionItem: Decodable {
      let name: String
      let description: String
    }
    return try await formPage(.roles, .admin, request) { fields, visitor in
      let roles: ItemList<RoleItem> = try await visitor.api.get("admin/roles")
      let permissions: ItemList<PermissionItem> = try await visitor.api.get("admin/permissions")
      let chosen = request.fields("permission")
      fields["roles"] = roles.items.map(\.fields)
      fields["permissions"] = permissions.items.map {
        ["name": $0.name, "meaning": $0.description, "chosen": chosen.contains($0.name)] as Fields
      }
      fields["name"] = request.field("name")
      fields["description"] = request.field("description")
    } act: { _, visitor in
      let removed = request.field("remove")
      if !removed.isEmpty {
        _ = try await visitor.api.send("DELETE", "admin/roles/\(PageAddress.encode(removed))", nil, as: VisitorAPI.Ignored.self)
        return .removed
      }
      _ = try await visitor.api.send(
        "PUT", "admin/roles/\(PageAddress.encode(request.field("name")))",
        ["description": .text(request.field("description")), "permissions": .texts(request.fields("permission"))], as: VisitorAPI.Ignored.self)
      return .saved
    }
  }
}

private struct OpenInvitation: Decodable {
  let id: String
  let email: String?
  let expires_at: String

  var fields: Fields { ["id": id, "email": email ?? "Whoever has it", "until": Timestamp(expires_at).map { DisplayTime($0).fields }] }
}
