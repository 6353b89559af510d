public import ForumKernel

/// Shows what a post said before, to its author and to moderators.
public struct ReadRevisions: Sendable {
  let reader: any ForumReader

  /// Newest first; a post that was never edited has one. Throws `notFound`, `forbidden` (`not_author`).
  public func callAsFunction(_ id: PostID, _ page: PageRequest, by principal: Principal) async throws -> Page<RevisionView> {
    let view = try await post(id, principal)
    let found = try await reader.revisions(of: id, principal.readScope, page)
    guard found.items.isEmpty, page.after == nil else { return found }
    return Page(items: [RevisionView(revision: PostRevision(view.post, by: view.post.authorID), editor: view.author)], next: nil)
  }

  /// One revision, compared with the one before it. Throws `notFound`, `forbidden` (`not_author`).
  public func changes(_ id: PostID, version: Int64, by principal: Principal) async throws -> RevisionChanges {
    let after = PagePosition(key: version == .max ? version : version + 1, id: .zero)
    let pair = try await callAsFunction(id, PageRequest(limit: 2, after: after), by: principal).items
    let single = pair.isEmpty ? try await callAsFunction(id, PageRequest(limit: 1), by: principal).items : pair
    guard let first = single.first, first.revision.version == version else { throw AppError.notFound("revision") }
    let before = single.dropFirst().first?.revision
    return RevisionChanges(
      view: first, previousVersion: before?.version,
      changes: TextDifference.between(before?.content.body ?? "", first.revision.content.body))
  }

  private func post(_ id: PostID, _ principal: Principal) async throws -> PostView {
    guard let view = try await reader.post(id, principal.readScope) else { throw AppError.notFound("post") }
    try principal.requireAuthorOrModerator(view.post.authorID)
    return view
  }
}

/// A revision with what it changed; against an empty text for the first one.
public struct RevisionChanges: Sendable {
  public let view: RevisionView
  /// nil for the first one.
  public let previousVersion: Int64?
  public let changes: [TextChange]
}
