public import ForumKernel

/// Shows an attachment to who may read a post that uses it, to who uploaded it, and to those who moderate a category where it is used. For everybody else it
/// is not there.
public struct ReadAttachments: Sendable {
  let services: AttachmentServices
  let cases: any ModerationReader

  /// Throws `notFound` (`attachment_not_found`).
  public func callAsFunction(_ id: AttachmentID, by principal: Principal) async throws -> AttachmentView {
    guard let view = try await services.reader.attachment(id, principal.tenant), try await sees(view.attachment, principal) else {
      throw AppError.notFound("attachment")
    }
    return view
  }

  /// Its bytes, or those of its thumbnail, from the first one of `range` on. Throws `notFound` (`attachment_not_found`), `unavailable` (`blob_missing`,
  /// `blobs_unavailable`).
  public func open(_ attachment: Attachment, _ tenant: TenantID, isThumbnail: Bool, range: Range<Int64>?) async throws -> any BlobReading {
    guard let key = BlobKey(attachment.blob, tenant, isThumbnail: isThumbnail), let reading = try await services.blobs.open(key, range: range) else {
      // It may have been deleted since it was looked up.
      if try await services.reader.attachment(attachment.id, tenant) == nil { throw AppError.notFound("attachment") }
      throw AppError(.unavailable, "blob_missing", "The bytes of this file are not there: tell who operates the forum.", retryAfterSeconds: 60)
    }
    return reading
  }

  /// Those of the caller, newest first.
  public func own(_ page: PageRequest, by principal: Principal) async throws -> Page<AttachmentView> {
    try await services.reader.attachments(of: try principal.requireUser(), principal.tenant, page)
  }

  private func sees(_ attachment: Attachment, _ principal: Principal) async throws -> Bool {
    if let user = principal.userID, attachment.authorID == user { return true }
    let scope = principal.readScope
    if try await services.reader.isShown(attachment.id, scope) { return true }
    guard let user = principal.userID else { return false }
    let used = try await services.reader.categories(using: attachment.id, principal.tenant).filter { scope.shows($0) }
    guard !used.isEmpty else { return false }
    if principal.may(.forumModerate) { return true }
    return try await !cases.moderatedCategories(of: user, principal.tenant).isDisjoint(with: used)
  }
}
