import Forum
import ForumKernel

extension WebUI {
  /// What a moderator can do with a thread as a whole, and what was done with it.
  func threadDesk(_ id: ThreadID, _ visitor: Visitor, _ request: WebRequest) async throws -> WebResponse {
    struct Operations: Decodable {
      struct Item: Decodable {
        let operation: ThreadChange
        let actor: CaseItem.Author?
      }
      let items: [Item]
    }
    var failure: APIFailure?
    if request.form != nil {
      do {
        return .seeOther(try await act(on: id, visitor, request))
      } catch let refused as APIFailure where refused.status != 401 && refused.status != 403 {
        failure = refused
      }
    }
    // Only moderators may list them, and so see this page.
    let operations: Operations = try await visitor.api.get("threads/\(id)/operations?limit=50")
    guard let thread = try await reader.thread(id, request.scope)?.thread else { throw AppError.notFound("thread") }
    let after = PagePosition(key: request.value("after").flatMap { Int64($0) } ?? 1, id: .max)
    let posts = try await reader.posts(of: id, request.scope, PageRequest(limit: WebLimits.splitPostsPerPage, after: after))
    return page(
      .threadDesk,
      [
        "title": thread.title, "href": PageAddress(thread).path, "action": request.path, "locked": thread.isLocked, "pinned": thread.isPinned,
        "categories": try await reader.categories(request.scope).map(\.category).filter { $0.id != thread.categoryID }.map {
          ["id": $0.id.description, "name": $0.name] as Fields
        }, "posts": posts.items.map { Fields(splittable: $0) }, "hasPosts": !posts.items.isEmpty,
        "morePosts": posts.next == nil ? nil : posts.items.last.map { DeskAddress.thread(id).path + "?after=\($0.post.position)" },
        "operations": operations.items.map { $0.operation.fields(by: $0.actor?.handle) }, "hasOperations": !operations.items.isEmpty,
        "into": request.field("into"), "newTitle": request.field("title"), "hasFaults": failure != nil, "faults": failure?.fields,
      ], to: request, status: failure?.status ?? 200)
  }

  /// Where to go on.
  private func act(on id: ThreadID, _ visitor: Visitor, _ request: WebRequest) async throws -> String {
    let path = "threads/\(id)"
    let api = visitor.api
    switch request.field("act") {
    case "pin": _ = try await api.send("PUT", "\(path)/pin", nil, as: VisitorAPI.Ignored.self)
    case "unpin": _ = try await api.send("DELETE", "\(path)/pin", nil, as: VisitorAPI.Ignored.self)
    case "lock": _ = try await api.send("PUT", "\(path)/lock", nil, as: VisitorAPI.Ignored.self)
    case "unlock": _ = try await api.send("DELETE", "\(path)/lock", nil, as: VisitorAPI.Ignored.self)
    case "move":
      _ = try await api.send("POST", "\(path)/move", ["category_id": .text(request.field("category"))], as: VisitorAPI.Ignored.self)
    case "merge":
      let into = Self.threadID(in: request.field("into"))
      let done: ThreadChange = try await api.send("POST", "\(path)/merge", ["into_id": .text(into)])
      return "/t/\(done.other_thread_id ?? into)"
    case "split":
      let done: ThreadChange = try await api.send(
        "POST", "\(path)/split", ["post_ids": .texts(request.fields("post")), "title": .text(request.field("title"))])
      return done.other_thread_id.map { "/t/\($0)" } ?? request.path
    case "undo":
      let operation = PageAddress.encode(request.field("operation"))
      _ = try await api.send("POST", "threads/operations/\(operation)/undo", nil, as: VisitorAPI.Ignored.self)
    default:
      _ = try await api.send("DELETE", path, nil, as: VisitorAPI.Ignored.self)
      return PageAddress.home.path
    }
    return request.path
  }

  /// The id in the address of a thread, however much of the address was copied.
  private static func threadID(in text: String) -> String {
    text.split { "/?# ".contains($0) }.map(String.init).first { ThreadID($0) != nil } ?? text
  }
}

/// A move, a merge or a split as the API tells it.
private struct ThreadChange: Decodable {
  let id: String
  let kind: String
  let other_thread_id: String?
  let created_at: String
  let undone_at: String?

  func fields(by handle: String?) -> Fields {
    [
      "id": id, "what": kind == "move" ? "Moved" : kind == "merge" ? "Merged" : "Split", "other": other_thread_id.map { "/t/\($0)" },
      "who": handle ?? "A deleted account", "time": Timestamp(created_at).map { DisplayTime($0).fields },
      "undone": undone_at.flatMap(Timestamp.init).map { DisplayTime($0).fields },
    ]
  }
}

extension Fields {
  /// A post among those that can be split off.
  fileprivate init(splittable view: PostView) {
    let text = view.post.content.body.prefix(WebLimits.excerptMax)
    self = [
      "id": view.post.id.description, "position": view.post.position, "author": Fields(author: view.author),
      "excerpt": String(text) + (text.count < view.post.content.body.count ? "…" : ""),
    ]
  }
}
