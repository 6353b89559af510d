import Forum
import ForumKernel

extension WebUI {
  func desk(_ address: DeskAddress, _ request: WebRequest) async throws -> WebResponse {
    guard let visitor = request.visitor else { return signInFirst(request) }
    return switch address {
    case .queue: try await queue(visitor, request)
    case .moderationCase(let id): try await moderationCase(id, visitor, request)
    case .words: try await watchedWords(visitor, request)
    case .thread(let id): try await threadDesk(id, visitor, request)
    case .member(let handle): try await memberHistory(handle, visitor, request)
    }
  }

  /// What waits, or what was decided; of one category where it is asked for.
  private func queue(_ visitor: Visitor, _ request: WebRequest) async throws -> WebResponse {
    var query = "moderation/queue?limit=\(WebLimits.casesPerPage)"
    for name in ["state", "category_id", "origin", "free", "cursor"] {
      if let value = request.value(name) { query += "&\(name)=\(PageAddress.encode(value))" }
    }
    let cases: ItemList<CaseItem> = try await visitor.api.get(query)
    let categories = try await reader.categories(request.scope).map(\.category)
    let names = Dictionary(categories.map { ($0.id.description, $0.name) }) { first, _ in first }
    func options(_ name: String, _ all: [(value: String, name: String)]) -> [Fields] {
      all.map { ["value": $0.value, "name": $0.name, "current": request.value(name) ?? "" == $0.value] as Fields }
    }
    let kept = ["state", "category_id", "origin", "free"].compactMap { name in request.value(name).map { (name, $0) } }
    return page(
      .queue,
      [
        "title": "Cases", "isEmpty": cases.items.isEmpty, "cases": cases.items.map { $0.fields(category: names[$0.category_id]) },
        "states": options("state", [("", "Waiting"), ("resolved", "Decided")]),
        "origins": options("origin", [("", "Any reason")] + ModerationCase.Origin.allCases.map { ($0.rawValue, CaseItem.name($0.rawValue)) }),
        "categories": options("category_id", [("", "All categories")] + categories.map { ($0.id.description, $0.name) }),
        "isFree": request.value("free") == "true", "words": visitor.isModerator ? DeskAddress.words.path : nil,
        "older": cases.next.map { PageAddress.desk(.queue).path(kept + [("cursor", $0)]) },
      ], to: request)
  }

  /// A case with its reports and its history, and what can be done about it.
  private func moderationCase(_ id: CaseID, _ visitor: Visitor, _ request: WebRequest) async throws -> WebResponse {
    let path = "moderation/cases/\(id)"
    var failure: APIFailure?
    if request.form != nil {
      do {
        try await act(on: path, visitor, request)
        return .seeOther(DeskAddress.moderationCase(id).path)
      } catch let refused as APIFailure where refused.status != 401 && refused.status != 404 {
        failure = refused
      }
    }
    let item: CaseItem = try await visitor.api.get(path)
    let flags: ItemList<FlagItem> = try await visitor.api.get("\(path)/flags?limit=100")
    let history: ItemList<CaseLine> = try await visitor.api.get("\(path)/history?limit=100")
    let category = try await reader.categories(request.scope).first { $0.category.id.description == item.category_id }
    var fields = item.fields(category: category?.category.name)
    fields["title"] = "Case"
    fields["action"] = request.path
    fields["isOpen"] = item.state == "open"
    fields["isMine"] = item.claimed_by == visitor.handle
    fields["flags"] = flags.items.map { $0.fields }
    fields["hasFlags"] = !flags.items.isEmpty
    fields["history"] = history.items.map { $0.fields }
    fields["note"] = request.field("note")
    fields["decisions"] = CaseLine.decisions.map {
      ["value": $0.action, "name": $0.meaning, "current": $0.action == request.field("action")] as Fields
    }
    fields["hasFaults"] = failure != nil
    fields["faults"] = failure?.fields
    return page(.moderationCase, fields, to: request, status: failure?.status ?? 200)
  }

  private func act(on path: String, _ visitor: Visitor, _ request: WebRequest) async throws {
    let note = request.field("note")
    switch request.field("act") {
    case "claim": _ = try await visitor.api.send("POST", "\(path)/claim", nil, as: VisitorAPI.Ignored.self)
    case "release": _ = try await visitor.api.send("POST", "\(path)/release", nil, as: VisitorAPI.Ignored.self)
    case "note":
      _ = try await visitor.api.send("POST", "\(path)/notes", ["note": .text(note)], once: request.field("once"), as: VisitorAPI.Ignored.self)
    default:
      var sent: [String: FormValue] = ["action": .text(request.field("action"))]
      sent["note"] = .optional(note)
      // A day, as browsers send it: the restriction ends when it begins.
      sent["until"] = .optional(request.field("until").isEmpty ? "" : "\(request.field("until"))T00:00:00.000Z")
      _ = try await visitor.api.send("POST", "\(path)/decision", sent, as: VisitorAPI.Ignored.self)
    }
  }

  /// What was done about somebody, and the end of their restrictions.
  private func memberHistory(_ handle: String, _ visitor: Visitor, _ request: WebRequest) async throws -> WebResponse {
    let path = "moderation/users/\(PageAddress.encode(handle))"
    if request.form != nil {
      let kind = PageAddress.encode(request.field("lift"))
      _ = try await visitor.api.send("DELETE", "\(path)/restrictions/\(kind)", nil, as: VisitorAPI.Ignored.self)
      return .seeOther(request.path)
    }
    let history: ItemList<CaseLine> = try await visitor.api.get("\(path)/history?limit=100")
    return page(
      .memberHistory,
      [
        "title": "About \(handle)", "handle": handle, "href": PageAddress.profile(handle).path, "action": request.path,
        "isEmpty": history.items.isEmpty, "history": history.items.map { $0.fields },
      ], to: request)
  }
}
