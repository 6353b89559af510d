import ForumKernel

extension WebUI {
  /// The authenticator app and the passkeys: joined, confirmed and taken away, with the recovery codes.
  func secondStep(_ request: WebRequest) async throws -> WebResponse {
    struct State: Decodable {
      let totp: Bool
      let passkeys: Int
      let recovery_codes_left: Int
    }
    return try await formPage(.second, .account, request) { fields, visitor in
      let state: State = try await visitor.api.get("me/mfa")
      fields["isOn"] = state.totp
      fields["hasFactor"] = state.totp || state.passkeys > 0
      let passkeys: ItemList<PasskeyItem> = try await visitor.api.get("me/mfa/passkeys")
      fields["passkeys"] = passkeys.items.map { $0.fields }
      fields["hasCodes"] = fields["codes"] is [String]
      fields["left"] = state.recovery_codes_left
      // A code that was wrong is asked for again, with the secret that goes with it.
      if fields["secret"] == nil, request.field("act") == "confirm", !state.totp { Self.enrol(request.field("secret"), &fields) }
    } act: { fields, visitor in
      struct Enrolment: Decodable { let secret: String }
      struct Codes: Decodable { let recovery_codes: [String] }
      var confirmation: [String: FormValue] = [:]
      confirmation["password"] = .optional(request.field("password"))
      switch request.field("act") {
      case "begin":
        let enrolment: Enrolment = try await visitor.api.send("POST", "me/mfa/totp", confirmation)
        Self.enrol(enrolment.secret, &fields)
      case "confirm":
        let codes: Codes = try await visitor.api.send("POST", "me/mfa/totp/confirm", ["code": .text(request.field("code"))])
        fields["codes"] = codes.recovery_codes
      case "codes":
        let codes: Codes = try await visitor.api.send("POST", "me/mfa/recovery-codes", confirmation)
        fields["codes"] = codes.recovery_codes
      case "passkey":
        let options: FormValue = try await visitor.api.send("POST", "me/mfa/passkeys/creation-options", confirmation)
        fields["creation"] = options.json
      case "join":
        var made: [String: FormValue] = ["name": .text(request.field("name"))]
        made["credential"] = FormValue(json: request.field("passkey"))
        let codes: Codes = try await visitor.api.send("POST", "me/mfa/passkeys", made)
        if codes.recovery_codes.isEmpty { return .saved }
        fields["codes"] = codes.recovery_codes
      case "part":
        confirmation["code"] = .optional(request.field("code"))
        let path = "me/mfa/passkeys/\(PageAddress.encode(request.field("id")))/remove"
        _ = try await visitor.api.send("POST", path, confirmation, as: VisitorAPI.Ignored.self)
        return .removed
      default:
        confirmation["code"] = .text(request.field("code"))
        _ = try await visitor.api.send("POST", "me/mfa/totp/remove", confirmation, as: VisitorAPI.Ignored.self)
        return .removed
      }
      return .shown
    }
  }

  /// The secret in groups of four, as apps show it.
  private static func enrol(_ secret: String, _ fields: inout Fields) {
    let characters = Array(secret)
    let groups = stride(from: 0, to: characters.count, by: 4).map { String(characters[$0..<min($0 + 4, characters.count)]) }
    fields["secret"] = ["plain": secret, "grouped": groups.joined(separator: " ")] as Fields
  }

  /// Tokens for programs.
  func tokens(_ request: WebRequest) async throws -> WebResponse {
    struct Made: Decodable { let token: String }
    return try await formPage(.tokens, .account, request) { fields, visitor in
      let tokens: ItemList<TokenItem> = try await visitor.api.get("me/tokens")
      let chosen = request.fields("scope")
      fields["tokens"] = tokens.items.map { $0.fields }
      fields["hasNone"] = tokens.items.isEmpty
      fields["scopes"] = Permission.catalog.filter { visitor.mayGive($0.0) }.map { permission, meaning in
        ["name": permission.rawValue, "meaning": meaning, "chosen": chosen.contains(permission.rawValue)] as Fields
      }
    } act: { fields, visitor in
      if !request.field("revoke").isEmpty {
        let path = "me/tokens/\(PageAddress.encode(request.field("revoke")))"
        _ = try await visitor.api.send("DELETE", path, nil, as: VisitorAPI.Ignored.self)
        return .removed
      }
      var sent: [String: FormValue] = ["name": .text(request.field("name")), "scopes": .texts(request.fields("scope"))]
      sent["expires_in_days"] = Int64(request.field("days")).map { .number($0) }
      sent["password"] = .optional(request.field("password"))
      let made: Made = try await visitor.api.send("POST", "me/tokens", sent)
      fields["made"] = made.token
      return .shown
    }
  }
}

private struct PasskeyItem: Decodable {
  let id: String
  let name: String
  let backed_up: Bool
  let suspected_at: String?
  let created_at: String
  let last_used_at: String?

  var fields: Fields {
    [
      "id": id, "name": name, "isBackedUp": backed_up, "isSuspected": suspected_at != nil,
      "since": Timestamp(created_at).map { DisplayTime($0).fields }, "used": last_used_at.flatMap { Timestamp($0) }.map { DisplayTime($0).fields },
    ]
  }
}

private struct TokenItem: Decodable {
  let id: String
  let name: String
  let scopes: [String]
  let created_at: String
  let expires_at: String

  var fields: Fields {
    ["id": id, "name": name, "scopes": scopes.joined(separator: ", "), "until": Timestamp(expires_at).map { DisplayTime($0).fields }]
  }
}

extension Visitor {
  /// What a token of theirs can be allowed, as far as their roles tell: the API has the last word.
  fileprivate func mayGive(_ permission: Permission) -> Bool {
    let ofMembers: Set<Permission> = [
      .forumRead, .accountUse, .threadCreate, .postCreate, .commentCreate, .contentEdit, .reactionSet, .flagCreate,
    ]
    return isAdministrator || ofMembers.contains(permission) || (isModerator && permission == .forumModerate)
  }
}
