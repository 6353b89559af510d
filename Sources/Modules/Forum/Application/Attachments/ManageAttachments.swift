public import ForumKernel

/// Describes and deletes attachments.
public struct ManageAttachments: Sendable {
  let store: any ForumStore
  let services: AttachmentServices
  let read: ReadAttachments

  /// Who uploaded it says what it shows. Throws `notFound`, `forbidden` (`not_author`), `stale`.
  public func describe(_ id: AttachmentID, _ text: String, ifMatch: VersionMatch, by principal: Principal) async throws -> AttachmentView {
    _ = try await read(id, by: principal)
    let user = try principal.requireUser()
    return try await store.write(principal.tenant, actor: user) { tx in
      guard let view = try tx.attachment(id) else { throw AppError.notFound("attachment") }
      var attachment = view.attachment
      try principal.requireAuthorOrModerator(attachment.authorID)
      try principal.requireVoice(at: tx.now)
      try ifMatch.require(attachment.version)
      attachment.describe(text, now: tx.now)
      try tx.update(attachment)
      try tx.tellPosts(using: id)
      return AttachmentView(attachment: attachment, author: view.author)
    }
  }

  /// By who uploaded it, who needs `content.edit` where posts use it; by moderators. Throws `notFound`, `forbidden` (`not_author`), `stale`.
  public func delete(_ id: AttachmentID, ifMatch: VersionMatch, by principal: Principal) async throws {
    _ = try await read(id, by: principal)
    let user = try principal.requireUser()
    let freed = try await store.write(principal.tenant, actor: user) { tx -> Blob? in
      guard let attachment = try tx.attachment(id)?.attachment else { throw AppError.notFound("attachment") }
      try principal.requireAuthorOrModerator(attachment.authorID)
      if attachment.unusedAt == nil, !principal.may(.forumModerate) { try principal.require(.contentEdit) }
      try ifMatch.require(attachment.version)
      try tx.tellPosts(using: id)
      if attachment.authorID != user { try tx.audit(AuditEntry(action: "attachment.delete", target: "attachment:\(id)")) }
      return try tx.delete(attachment)
    }
    guard let freed else { return }
    // What can't be removed now has no row, so that the sweep takes it.
    for key in BlobKey.all(of: freed, principal.tenant) { try? await services.blobs.remove(key) }
  }
}
