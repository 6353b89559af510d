import Forum
import ForumKernel

/// The part of an answer that a page needs to go on.
private struct Written: Decodable {
  let id: String
  let withheld: Bool

  /// Where its author goes on: below this folder, unless it waits for a moderator.
  func path(_ folder: String) -> String { withheld ? PageAddress.waiting.path : "/\(folder)/\(id)" }
}

extension WebUI {
  /// A form for a thread, or the thread that was made of it.
  func newThread(_ request: WebRequest) async throws -> WebResponse {
    guard let visitor = request.visitor else { return signInFirst(request) }
    var draft = Draft(.newThread, request)
    draft.categories = try await reader.categories(request.scope).map(\.category)
    return try await write(draft, request) {
      let tags = request.field("tags").split { $0 == "," || $0 == " " }.map(String.init)
      let written: Written = try await visitor.api.send(
        "POST", "threads",
        [
          "category_id": .text(request.field("category")), "title": .text(request.field("title")), "tags": .texts(tags),
          "body": .text(request.field("body")), "attachment_ids": .texts(draft.chosenFiles),
        ], once: request.field("once"))
      return written.path("t")
    }
  }

  /// A form for a post in a thread, in answer to another one (`to`) or to none.
  func reply(in thread: ThreadID, _ request: WebRequest) async throws -> WebResponse {
    guard let visitor = request.visitor else { return signInFirst(request) }
    guard let view = try await reader.thread(thread, request.scope) else { throw AppError.notFound("thread") }
    var draft = Draft(.reply(thread), request)
    draft.about = view.thread.title
    let to = request.form == nil ? request.value("to") ?? "" : request.field("to")
    if let id = PostID(to), let answered = try await reader.post(id, request.scope), answered.post.threadID == thread {
      draft.answered = answered
    }
    return try await write(draft, request) {
      var fields: [String: FormValue] = ["body": .text(request.field("body")), "attachment_ids": .texts(draft.chosenFiles)]
      fields["reply_to_id"] = .optional(to)
      let written: Written = try await visitor.api.send("POST", "threads/\(thread)/posts", fields, once: request.field("once"))
      return written.path("p")
    }
  }

  func comment(on post: PostID, _ request: WebRequest) async throws -> WebResponse {
    guard let visitor = request.visitor else { return signInFirst(request) }
    guard let view = try await reader.post(post, request.scope) else { throw AppError.notFound("post") }
    var draft = Draft(.comment(post), request)
    draft.answered = view
    return try await write(draft, request) {
      let written: Written = try await visitor.api.send(
        "POST", "posts/\(post)/comments", ["body": .text(request.field("body"))], once: request.field("once"))
      return written.path("p")
    }
  }

  /// A form with what the post says now; a change over somebody else's is refused.
  func edit(_ post: PostID, _ request: WebRequest) async throws -> WebResponse {
    guard let visitor = request.visitor else { return signInFirst(request) }
    guard let view = try await reader.post(post, request.scope) else { throw AppError.notFound("post") }
    var draft = Draft(.edit(post), request)
    if request.form == nil { (draft.body, draft.version) = (view.post.content.body, String(view.post.version)) }
    return try await write(draft, request) {
      let written: Written = try await visitor.api.send(
        "PATCH", "posts/\(post)", ["body": .text(request.field("body"))], ifMatch: "\"\(request.field("version"))\"")
      return written.path("p")
    }
  }

  /// Adds the visitor's reaction, or takes it back.
  func react(to post: PostID, _ request: WebRequest) async throws -> WebResponse {
    struct Reactions: Decodable {
      struct Item: Decodable {
        struct User: Decodable { let handle: String }
        let kind: String
        let user: User?
      }
      let items: [Item]
      let next: String?
    }
    guard let visitor = request.visitor else { return signInFirst(request) }
    guard request.form != nil else { return .seeOther("/p/\(post)") }
    let kind = PageAddress.encode(request.field("kind"))
    var (isGiven, page) = (false, Optional(""))
    while !isGiven, let cursor = page {
      let given = try await visitor.api.get("posts/\(post)/reactions?limit=100\(cursor)", as: Reactions.self)
      isGiven = given.items.contains { $0.user?.handle == visitor.handle && $0.kind == request.field("kind") }
      page = given.next.map { "&cursor=\(PageAddress.encode($0))" }
    }
    _ = try await visitor.api.send(isGiven ? "DELETE" : "PUT", "posts/\(post)/reactions/\(kind)", nil, as: VisitorAPI.Ignored.self)
    return .seeOther("/p/\(post)")
  }

  /// How the body in the form will look.
  func preview(_ request: WebRequest) async throws -> WebResponse {
    guard let visitor = request.visitor, request.form != nil else { throw AppError.notFound("page") }
    return fragment(.preview, ["previewHTML": try await previewHTML(request.field("body"), visitor)])
  }

  /// The form again when it was not sent, when a preview was asked for, and when the API finds faults; else on to what was written.
  private func write(_ draft: Draft, _ request: WebRequest, _ send: () async throws -> String) async throws -> WebResponse {
    guard let visitor = request.visitor else { return signInFirst(request) }
    var draft = draft
    if draft.takesFiles { draft.files = try await newestFiles(visitor) }
    guard request.form != nil else { return page(.compose, draft.fields, to: request) }
    do {
      guard request.field("act") == "preview" else {
        return .seeOther(try await send(), cookies: [SessionCookies.posted(draft.once, isSecure: request.isSecure)])
      }
      draft.previewHTML = try await previewHTML(request.field("body"), visitor)
      return page(.compose, draft.fields, to: request)
    } catch let failure as APIFailure where failure.status != 401 {
      draft.failure = failure
      return page(.compose, draft.fields, to: request, status: failure.status)
    }
  }

  /// What may be chosen; those of before are in the text's own words, or on the page of all files.
  private func newestFiles(_ visitor: Visitor) async throws -> [UploadedFile] {
    try await visitor.api.get("me/attachments?limit=10", as: UploadedFiles.self).items
  }

  private func previewHTML(_ body: String, _ visitor: Visitor) async throws -> String {
    struct Preview: Decodable { let body_html: String }
    let preview: Preview = try await visitor.api.send("POST", "preview", ["body": .text(body)])
    return preview.body_html.replacing(Attachment.folder, with: "/files/")
  }
}
