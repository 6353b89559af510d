public import ForumKernel

/// Sets and takes back reactions; needs `reaction.set`. One of a kind per person and post; doing it twice changes nothing.
public struct React: Sendable {
  let store: any ForumStore

  /// The post's counts afterwards. Throws `invalid` (`unknown_reaction`) for a kind that is not offered.
  public func add(_ kind: String, to id: PostID, by principal: Principal) async throws -> ReactionCounts {
    try await change(kind, id, by: principal) { tx, user in
      try tx.addReaction(kind, to: id, by: user) ? 1 : 0
    }
  }

  /// The post's counts afterwards.
  public func remove(_ kind: String, from id: PostID, by principal: Principal) async throws -> ReactionCounts {
    try await change(kind, id, by: principal) { tx, user in
      try tx.removeReaction(kind, from: id, by: user) ? -1 : 0
    }
  }

  private func change(
    _ kind: String, _ id: PostID, by principal: Principal, _ apply: @escaping @Sendable (any ForumTransaction, UserID) throws -> Int64
  ) async throws -> ReactionCounts {
    try principal.require(.reactionSet)
    let user = try principal.requireUser()
    guard ForumLimits.reactionKinds.contains(kind) else {
      throw AppError(.invalid, "unknown_reaction", "React with one of: \(ForumLimits.reactionKinds.joined(separator: ", ")).")
    }
    return try await store.write(principal.tenant, actor: user) { tx in
      try principal.requireVoice(at: tx.now)
      var (post, thread) = try tx.visiblePost(id, to: principal)
      try principal.require(.reactionSet, on: AccessResource(post, in: thread))
      try thread.requireOpen(for: principal)
      let delta = try apply(tx, user)
      guard delta != 0 else { return post.reactions }
      post.reactions.add(delta, to: kind)
      try tx.update(post)
      if delta > 0 {
        try tx.emit(ReactionAdded(threadID: thread.id, postID: id, kind: kind))
      } else {
        try tx.emit(ReactionRemoved(threadID: thread.id, postID: id, kind: kind))
      }
      return post.reactions
    }
  }
}
