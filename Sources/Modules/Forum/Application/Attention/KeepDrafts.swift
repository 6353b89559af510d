public import ForumKernel

/// Keeps what a member has begun to write, from whichever device: one draft for each place. Drafts are their owner's alone: there are no events of them,
/// and they are in no list, search or feed. What was posted has no draft any more, as of the same transaction.
public struct KeepDrafts: Sendable {
  let store: any ForumStore
  let reader: any AttentionReader

  /// Throws `notFound`.
  public func get(_ place: DraftPlace, by principal: Principal) async throws -> SavedDraft {
    guard let draft = try await reader.draft(at: place, of: try principal.requireUser(), principal.tenant) else { throw Self.none }
    return draft
  }

  /// Without `ifMatch` only where there is no draft yet. Throws `stale` when another device saved, deleted or posted it meanwhile, or when the version
  /// is missing; `notFound` for a place that cannot be seen, `forbidden` (`not_author`), `conflict` (`too_many_drafts`).
  public func save(_ text: DraftText, at place: DraftPlace, ifMatch: VersionMatch?, by principal: Principal) async throws -> SavedDraft {
    let user = try principal.requireUser()
    return try await store.write(principal.tenant, actor: user) { tx in
      try tx.requireVisible(place, for: principal)
      guard var draft = try tx.draft(at: place, of: user) else {
        guard ifMatch == nil else { throw AppError(.stale, "version_stale", "This draft is not there any more: it was posted or deleted.") }
        guard try tx.draftCount(of: user) < DraftLimits.draftsMax else {
          throw AppError(.conflict, "too_many_drafts", "You have \(DraftLimits.draftsMax) drafts: post or delete some first.")
        }
        let draft = SavedDraft.begin(text, at: place, by: user, now: tx.now)
        try tx.save(draft)
        return draft
      }
      guard let ifMatch else {
        throw AppError(
          .stale, "version_required", "There is a draft already: send If-Match with the ETag of the one that you saw.", isMalformed: true)
      }
      try ifMatch.require(draft.version)
      draft.save(text, now: tx.now)
      try tx.save(draft)
      return draft
    }
  }

  /// Also for a place that can no longer be seen. Throws `notFound`, `stale`.
  public func delete(_ place: DraftPlace, ifMatch: VersionMatch, by principal: Principal) async throws {
    let user = try principal.requireUser()
    try await store.write(principal.tenant, actor: user) { tx in
      guard let draft = try tx.draft(at: place, of: user) else { throw Self.none }
      try ifMatch.require(draft.version)
      try tx.deleteDraft(at: place, of: user)
    }
  }

  private static var none: AppError { AppError.notFound("draft") }
}

extension ForumTransaction {
  /// Throws `notFound`, and `forbidden` (`not_author`) for the edit of what somebody else wrote.
  fileprivate func requireVisible(_ place: DraftPlace, for principal: Principal) throws {
    switch place {
    case .thread(let id): if try visibleCategory(id, to: principal) == nil { throw AppError.notFound("category") }
    case .reply(let id): _ = try visibleThread(id, to: principal)
    case .edit(let id):
      let (post, thread) = try visiblePost(id, to: principal)
      try principal.requireAuthorship(of: post.authorID, AccessResource(post, in: thread))
    }
  }
}
