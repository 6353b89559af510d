import Forum
import ForumKernel
import Foundation

extension WebUI {
  func report(post id: PostID, _ request: WebRequest) async throws -> WebResponse {
    guard let view = try await reader.post(id, request.scope) else { throw AppError.notFound("post") }
    return try await report("posts/\(id)", Fields(author: view.author), view.post.content, entry: id.raw, request)
  }

  func report(comment id: CommentID, _ request: WebRequest) async throws -> WebResponse {
    guard let view = try await reader.comment(id, request.scope), view.comment.deletedAt == nil else { throw AppError.notFound("comment") }
    return try await report("comments/\(id)", Fields(author: view.author), view.comment.content, entry: id.raw, request)
  }

  /// A form by which a member tells the moderators what is wrong with a post or comment.
  private func report(
    _ path: String, _ author: Fields, _ content: PostContent, entry: RawID, _ request: WebRequest
  ) async throws -> WebResponse {
    guard let visitor = request.visitor else { return signInFirst(request) }
    let back = PageAddress.entry(entry).path
    var failure: APIFailure?
    if request.form != nil {
      do {
        var sent: [String: FormValue] = ["reason": .text(request.field("reason"))]
        sent["note"] = .optional(request.field("note"))
        _ = try await visitor.api.send("POST", "\(path)/flags", sent, once: request.field("once"), as: VisitorAPI.Ignored.self)
        return page(
          .message, MessagePage.done("Thank you", "The moderators will look at it, and tell you what they decide.", next: ("Go on reading", back)),
          to: request)
      } catch let refused as APIFailure where refused.status != 401 {
        failure = refused
      }
    }
    return page(
      .report,
      [
        "title": "Report to the moderators", "action": request.path, "author": author, "html": content.html, "back": back,
        "once": request.field("once").isEmpty ? UUID().uuidString : request.field("once"), "note": request.field("note"),
        "reasons": Flag.Reason.allCases.map { reason in
          ["value": reason.rawValue, "name": Self.words(reason), "chosen": reason.rawValue == request.field("reason")] as Fields
        }, "hasFaults": failure != nil, "faults": failure?.fields,
      ], to: request, status: failure?.status ?? 200)
  }

  private static func words(_ reason: Flag.Reason) -> String {
    switch reason {
    case .spam: "It is advertising."
    case .abuse: "It attacks or insults somebody."
    case .offTopic: "It does not belong here."
    case .illegal: "It is against the law."
    case .other: "Something else, which the note says."
    }
  }
}
