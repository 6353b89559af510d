import Forum
import ForumKernel

private struct RevisionItem: Decodable {
  let version: Int64
  let editor: CaseItem.Author?
  let created_at: String
}

/// A revision beside the one before it.
private struct RevisionDifference: Decodable {
  struct Change: Decodable {
    let kind: String
    let text: String
  }

  let previous_version: Int64?
  let changes: [Change]
}

extension WebUI {
  /// What a post said before, what an edit changed, and the way back: for its author and moderators.
  func revisions(of id: PostID, _ request: WebRequest) async throws -> WebResponse {
    guard let visitor = request.visitor else { return signInFirst(request) }
    guard let post = try await reader.post(id, request.scope)?.post else { throw AppError.notFound("post") }
    var failure: APIFailure?
    if request.form != nil {
      do {
        let path = "posts/\(id)/revisions/\(PageAddress.encode(request.field("version")))/rollback"
        _ = try await visitor.api.send("POST", path, nil, ifMatch: "\"\(request.field("of"))\"", as: VisitorAPI.Ignored.self)
        return .seeOther(PageAddress.entry(id.raw).path)
      } catch let refused as APIFailure where refused.status == 409 || refused.status == 412 || refused.status == 422 {
        failure = refused
      }
    }
    let list: ItemList<RevisionItem> = try await visitor.api.get("posts/\(id)/revisions?limit=100")
    let shown = request.value("version").flatMap { Int64($0) } ?? list.items.first?.version
    let difference: RevisionDifference? =
      if let shown { try await visitor.api.get("posts/\(id)/revisions/\(shown)") } else { nil }
    return page(
      .revisions,
      [
        "title": "What this post said", "href": PageAddress.entry(id.raw).path, "isEmpty": list.items.isEmpty, "action": request.path,
        "current": post.version, "shown": shown, "isOld": shown != nil && shown != list.items.first?.version,
        "isFirst": difference != nil && difference?.previous_version == nil,
        "versions": list.items.map { item in
          [
            "version": item.version, "who": item.editor?.handle ?? "a deleted account", "isShown": item.version == shown,
            "href": PageAddress.revisions(id).path(("version", String(item.version))),
            "time": Timestamp(item.created_at).map { DisplayTime($0).fields },
          ] as Fields
        },
        "changes": difference?.changes.map { change in
          ["text": change.text, "removed": change.kind == "removed", "added": change.kind == "added", "same": change.kind == "same"] as Fields
        }, "hasFaults": failure != nil, "faults": failure?.fields,
      ], to: request, status: failure?.status ?? 200)
  }
}
