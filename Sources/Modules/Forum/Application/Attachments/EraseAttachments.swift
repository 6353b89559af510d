public import ForumKernel

/// Takes the files of an account away that is being erased.
public struct EraseAttachments: Sendable {
  public struct Report: Sendable, Equatable {
    public let deleted: Int
    /// Posts that stay show them.
    public let unlinked: Int
  }

  let store: any ForumStore
  let services: AttachmentServices

  /// `keepsUsed`: what posts show stays, and is nobody's. Can be repeated.
  public func callAsFunction(of user: UserID, _ tenant: TenantID, keepsUsed: Bool) async throws -> Report {
    var (deleted, unlinked) = (0, 0)
    while true {
      try Task.checkCancellation()
      let page = try await services.reader.attachments(of: user, tenant, PageRequest(limit: AttachmentLimits.sweepPage)).items
      if page.isEmpty { return Report(deleted: deleted, unlinked: unlinked) }
      for view in page {
        let id = view.attachment.id
        let done = try await store.write(tenant, actor: nil) { tx -> (isDeleted: Bool, blob: Blob?) in
          guard let attachment = try tx.attachment(id)?.attachment, attachment.authorID == user else { return (false, nil) }
          try tx.tellPosts(using: id)
          if keepsUsed, attachment.unusedAt == nil {
            try tx.unlink(attachment)
            return (false, nil)
          }
          return (true, try tx.delete(attachment))
        }
        if done.isDeleted { deleted += 1 } else { unlinked += 1 }
        if let blob = done.blob { for key in BlobKey.all(of: blob, tenant) { try await services.blobs.remove(key) } }
      }
    }
  }
}
