public import ForumKernel

/// Notes how far a member has read. Needs an account; marks are nobody else's business, so there are no events of them.
public struct MarkThreadsRead: Sendable {
  let store: any ForumStore
  let reader: any AttentionReader

  /// Up to and with the post at `position`, or all of it. A mark never goes back, whatever an older page of another device says.
  /// Throws `notFound`, and `invalid` for a position that no post has yet.
  public func callAsFunction(_ id: ThreadID, through position: Int64?, by principal: Principal) async throws -> ThreadAttention {
    let user = try principal.requireUser()
    try await store.write(principal.tenant, actor: user) { tx in
      let last = try tx.visibleThread(id, to: principal).nextPosition - 1
      if let position, position > last {
        throw AppError.validation([Fault("/position", "out_of_range", "The last post of this thread has the position \(last).")])
      }
      try tx.raiseReadingMark(of: id, to: position ?? last, by: user)
    }
    return try await attention(to: id, of: user, principal)
  }

  /// As if it had never been opened.
  public func forget(_ id: ThreadID, by principal: Principal) async throws {
    let user = try principal.requireUser()
    try await store.write(principal.tenant, actor: user) { tx in
      _ = try tx.visibleThread(id, to: principal)
      try tx.forgetReadingMark(of: id, by: user)
    }
  }

  /// Everything that was written before `moment`, or until now, counts as read; the moment that holds. Throws `invalid` for one to come.
  public func all(before moment: Timestamp?, by principal: Principal) async throws -> Timestamp {
    let user = try principal.requireUser()
    try await store.write(principal.tenant, actor: user) { tx in
      if let moment, moment > tx.now {
        throw AppError.validation([Fault("/read_before", "out_of_range", "This moment is yet to come.")])
      }
      try tx.raiseReadingStart(to: moment ?? tx.now, by: user)
    }
    guard let start = try await reader.readingStart(of: user, principal.tenant) else { throw AppError.notFound("user") }
    return start
  }

  private func attention(to id: ThreadID, of user: UserID, _ principal: Principal) async throws -> ThreadAttention {
    guard let attention = try await reader.attention(to: id, of: user, principal.readScope) else { throw AppError.notFound("thread") }
    return attention
  }
}
