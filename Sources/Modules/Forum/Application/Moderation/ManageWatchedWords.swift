public import ForumKernel

/// The tenant's watched words; needs `forum.moderate`.
public struct ManageWatchedWords: Sendable {
  let store: any ForumStore
  let reader: any ModerationReader
  let directory: WatchedWordDirectory

  /// In the order of their keys.
  public func list(by principal: Principal) async throws -> [WatchedWord] {
    try principal.require(.forumModerate)
    return try await reader.watchedWords(principal.tenant)
  }

  /// Texts written from now on are looked at; what is there stays. Throws `conflict` (`word_watched`, `too_many_words`).
  public func add(_ draft: WatchedWordDraft, by principal: Principal, once claim: IdempotencyClaim?) async throws -> WatchedWord {
    try principal.require(.forumModerate)
    let id = try await store.write(principal.tenant, actor: principal.userID) { tx in
      try tx.once(claim) {
        let word = WatchedWord(id: tx.newID(), word: draft.word, action: draft.action, replacement: draft.replacement, createdAt: tx.now)
        guard try tx.watchedWordCount() < ModerationLimits.watchedWordsMax else {
          throw AppError(.conflict, "too_many_words", "A forum watches at most \(ModerationLimits.watchedWordsMax) words.")
        }
        guard try tx.insert(word) else { throw AppError(.conflict, "word_watched", "This word is watched already.") }
        try tx.emit(WatchedWordsChanged(tenantID: tx.tenant))
        try tx.audit(AuditEntry(action: "watched_word.add", target: "watched_word:\(word.id)", reason: "\(draft.action.rawValue): \(draft.word)"))
        return word.id
      }
    }
    directory.forget(principal.tenant)
    guard let word = try await reader.watchedWords(principal.tenant).first(where: { $0.id == id }) else { throw AppError.notFound("watched_word") }
    return word
  }

  /// Texts that the word held back stay so. Throws `notFound` (`watched_word_not_found`).
  public func delete(_ id: WatchedWordID, by principal: Principal) async throws {
    try principal.require(.forumModerate)
    try await store.write(principal.tenant, actor: principal.userID) { tx in
      guard try tx.deleteWatchedWord(id) else { throw AppError.notFound("watched_word") }
      try tx.emit(WatchedWordsChanged(tenantID: tx.tenant))
      try tx.audit(AuditEntry(action: "watched_word.delete", target: "watched_word:\(id)"))
    }
    directory.forget(principal.tenant)
  }
}
