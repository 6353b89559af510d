public import ForumKernel

/// Takes away what nobody uses: uploads that no post shows, and bytes without a row.
public struct CollectAttachments: Sendable {
  let store: any ForumStore
  let services: AttachmentServices
  let drafts: any AttentionReader

  /// Uploads that no post has used for `attachments.orphans_after`, and no draft of who uploaded them names; how many went.
  public func orphans() async throws -> Int {
    let moment = services.clock.now.adding(seconds: -services.policy.orphansAfterSeconds)
    var (count, awaited): (Int, Set<AttachmentID>) = (0, [])
    while true {
      try Task.checkCancellation()
      // Those that drafts name come again.
      let limit = AttachmentLimits.sweepPage + awaited.count
      let found = try await services.reader.orphans(unusedSince: moment, limit: limit)
      var gone = 0
      for (id, tenant) in found where !awaited.contains(id) {
        guard try await !isAwaited(id, tenant) else {
          awaited.insert(id)
          continue
        }
        let freed = try await store.write(tenant, actor: nil) { tx -> (isGone: Bool, blob: Blob?) in
          // A post may have come meanwhile.
          guard let attachment = try tx.attachment(id)?.attachment, let since = attachment.unusedAt, since < moment else { return (false, nil) }
          return (true, try tx.delete(attachment))
        }
        if freed.isGone { gone += 1 }
        if let blob = freed.blob { for key in BlobKey.all(of: blob, tenant) { try await services.blobs.remove(key) } }
      }
      count += gone
      if found.count < limit || gone == 0 && limit == AttachmentLimits.sweepPage + awaited.count { return count }
    }
  }

  /// Whether it stands in something that its owner has begun to write.
  private func isAwaited(_ id: AttachmentID, _ tenant: TenantID) async throws -> Bool {
    guard let owner = try await services.reader.attachment(id, tenant)?.attachment.authorID else { return false }
    let page = try await drafts.drafts(of: owner, tenant, PageRequest(limit: Int(DraftLimits.draftsMax)))
    return page.items.contains { $0.text.names(id) }
  }

  /// Keys of the tenant that no row names and that are too old for one that is being written; how many went.
  public func strays(of tenant: TenantID) async throws -> Int {
    let before = services.clock.now.adding(seconds: -AttachmentLimits.strayKeySeconds).milliseconds
    return try await remove(tenant) { ids in
      let known = try await services.reader.knownBlobs(ids, tenant)
      return Set(ids.filter { $0.raw.milliseconds < before }).subtracting(known)
    }
  }

  /// Every key of a tenant that is gone; how many went.
  public func everything(of tenant: TenantID) async throws -> Int { try await remove(tenant) { Set($0) } }

  /// What rows of the tenant name and the blob store does not have, and how many blobs there are.
  public func missing(of tenant: TenantID) async throws -> (missing: [BlobKey], blobs: Int) {
    var (keys, after): (Set<BlobKey>, BlobKey?) = ([], nil)
    while true {
      let page = try await services.blobs.keys(of: tenant, after: after, limit: AttachmentLimits.sweepPage)
      keys.formUnion(page)
      guard page.count == AttachmentLimits.sweepPage, let last = page.last else { break }
      after = last
    }
    var (missing, count, row): ([BlobKey], Int, BlobID?) = ([], 0, nil)
    while true {
      try Task.checkCancellation()
      let page = try await services.reader.blobs(tenant, after: row, limit: AttachmentLimits.sweepPage)
      count += page.count
      for blob in page { missing += BlobKey.all(of: blob, tenant).filter { !keys.contains($0) } }
      guard page.count == AttachmentLimits.sweepPage, let last = page.last else { return (missing, count) }
      row = last.id
    }
  }

  /// Names that this program did not make stay.
  private func remove(_ tenant: TenantID, _ choose: ([BlobID]) async throws -> Set<BlobID>) async throws -> Int {
    var (count, after): (Int, BlobKey?) = (0, nil)
    while true {
      try Task.checkCancellation()
      let page = try await services.blobs.keys(of: tenant, after: after, limit: AttachmentLimits.sweepPage)
      let gone = try await choose(page.compactMap(\.blobID))
      for key in page {
        guard let id = key.blobID, gone.contains(id) else { continue }
        try await services.blobs.remove(key)
        count += 1
      }
      guard page.count == AttachmentLimits.sweepPage, let last = page.last else { return count }
      after = last
    }
  }
}
