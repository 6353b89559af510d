import ForumKernel

private struct TenantItem: Decodable {
  let slug: String
  let name: String
  let hosts: [String]
  let state: String

  var fields: Fields {
    [
      "slug": slug, "name": name, "hosts": hosts.joined(separator: ", "), "state": CaseItem.name(state), "isActive": state == "active",
      "isSuspended": state == "suspended",
    ]
  }
}

/// Work of several steps that is done or undone as a whole.
private struct SagaItem: Decodable {
  let id: String
  let kind: String
  let subject: String
  let state: String
  let problem: String?
  let updated_at: String

  var fields: Fields {
    [
      "id": id, "what": CaseItem.name(kind), "subject": subject, "state": CaseItem.name(state), "isStuck": state == "stuck", "problem": problem,
      "time": Timestamp(updated_at).map { DisplayTime($0).fields },
    ]
  }
}

private struct AuditItem: Decodable {
  let sequence: Int64
  let created_at: String
  let actor_id: String?
  let action: String
  let target: String
  let reason: String?
  let detail: String?

  var fields: Fields {
    [
      "sequence": sequence, "action": action, "target": target, "reason": reason, "detail": detail, "actor": actor_id ?? "the system",
      "time": Timestamp(created_at).map { DisplayTime($0).fields },
    ]
  }
}

extension WebUI {
  /// The forums of this deployment, and the work on them that takes several steps.
  func tenants(_ request: WebRequest) async throws -> WebResponse {
    try await formPage(.tenants, .admin, request) { fields, visitor in
      let tenants: ItemList<TenantItem> = try await visitor.api.get("admin/tenants")
      let sagas: ItemList<SagaItem> = try await visitor.api.get("admin/sagas?limit=20")
      fields["tenants"] = tenants.items.map(\.fields)
      fields["sagas"] = sagas.items.map(\.fields)
      fields["hasSagas"] = !sagas.items.isEmpty
      for name in ["slug", "name", "hosts"] { fields[name] = request.field(name) }
    } act: { _, visitor in
      let path = "admin/tenants/\(PageAddress.encode(request.field("slug")))"
      switch request.field("act") {
      case "suspend": _ = try await visitor.api.send("PUT", "\(path)/suspension", nil, as: VisitorAPI.Ignored.self)
      case "resume": _ = try await visitor.api.send("DELETE", "\(path)/suspension", nil, as: VisitorAPI.Ignored.self)
      case "retry":
        let saga = PageAddress.encode(request.field("saga"))
        _ = try await visitor.api.send("POST", "admin/sagas/\(saga)/retry", nil, as: VisitorAPI.Ignored.self)
      default:
        let hosts = request.field("hosts").split { $0 == "," || $0 == " " }.map(String.init)
        _ = try await visitor.api.send(
          "POST", "admin/tenants", ["slug": .text(request.field("slug")), "name": .text(request.field("name")), "hosts": .texts(hosts)],
          as: VisitorAPI.Ignored.self)
      }
      return .saved
    }
  }

  /// Who did what, newest first.
  func audit(_ request: WebRequest) async throws -> WebResponse {
    try await formPage(.audit, .admin, request) { fields, visitor in
      var query = "admin/audit?limit=\(WebLimits.auditPerPage)"
      for name in ["action", "target", "cursor"] {
        if let value = request.value(name) { query += "&\(name)=\(PageAddress.encode(value))" }
      }
      let list: ItemList<AuditItem> = try await visitor.api.get(query)
      fields["entries"] = list.items.map(\.fields)
      fields["isEmpty"] = list.items.isEmpty
      for name in ["action", "target"] { fields["asked_\(name)"] = request.value(name) }
      let kept = ["action", "target"].compactMap { name in request.value(name).map { (name, $0) } }
      fields["older"] = list.next.map { PageAddress.admin(.audit).path(kept + [("cursor", $0)]) }
    } act: { _, _ in
      .saved
    }
  }
}
