import Forum
import ForumKernel

/// What a caller sees of one thing: what everybody does, and what is held back of their own or of what they moderate.
extension ForumModule {
  func thread(_ id: ThreadID, seenBy principal: Principal) async throws -> ThreadView {
    if let view = try await reader.thread(id, principal.readScope) { return view }
    guard let held = try await seeWithheld.thread(id, by: principal) else { throw AppError.notFound("thread") }
    return held
  }

  func post(_ id: PostID, seenBy principal: Principal) async throws -> PostView {
    if let view = try await reader.post(id, principal.readScope) { return view }
    guard let held = try await seeWithheld.post(id, by: principal) else { throw AppError.notFound("post") }
    return held
  }

  func comment(_ id: CommentID, seenBy principal: Principal) async throws -> CommentView {
    if let view = try await reader.comment(id, principal.readScope) { return view }
    guard let held = try await seeWithheld.comment(id, by: principal) else { throw AppError.notFound("comment") }
    return held
  }
}
