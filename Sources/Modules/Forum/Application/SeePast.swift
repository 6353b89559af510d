public import ForumKernel

/// Shows a thread as it was at a moment: to those who moderate its category, because it shows what was deleted and edited since, and may read every
/// category, because it shows what stood elsewhere then or stands elsewhere now.
public struct SeePast: Sendable {
  let reader: any ModerationReader

  /// Throws `notFound` for a moment before it was there, `invalid` for one that is yet to come, `forbidden` (`permission_missing`, `policy_forbids`).
  public func thread(_ id: ThreadID, asOf moment: Timestamp, now: Timestamp, by principal: Principal) async throws -> ThreadView {
    try await admit(id, moment, now, principal)
    guard let view = try await reader.thread(id, asOf: moment, principal.tenant) else { throw AppError.notFound("thread") }
    return view
  }

  /// The posts that could be seen then. Throws as `thread` does.
  public func posts(
    of id: ThreadID, asOf moment: Timestamp, now: Timestamp, _ page: PageRequest, by principal: Principal
  ) async throws -> Page<PostView> {
    _ = try await thread(id, asOf: moment, now: now, by: principal)
    return try await reader.posts(of: id, asOf: moment, principal.tenant, page)
  }

  private func admit(_ id: ThreadID, _ moment: Timestamp, _ now: Timestamp, _ principal: Principal) async throws {
    let user = try principal.requireUser()
    guard let category = try await reader.category(of: id, principal.tenant), principal.readScope.shows(category) else {
      throw AppError.notFound("thread")
    }
    if try await !reader.moderatedCategories(of: user, principal.tenant).contains(category) { try principal.require(.forumModerate) }
    guard !principal.readScope.isLimited else {
      throw AppError(.forbidden, "policy_forbids", "The past of threads is for those who may read every category.")
    }
    guard moment <= now else { throw AppError.validation([Fault("?as_of", "out_of_range", "This moment is yet to come.")]) }
  }
}
