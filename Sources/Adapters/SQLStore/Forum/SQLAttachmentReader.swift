public import Forum
public import ForumKernel

/// The reads of attachments as SQL.
public struct SQLAttachmentReader: AttachmentReader {
  let store: SQLStore

  public init(store: SQLStore) { self.store = store }

  public func attachment(_ id: AttachmentID, _ tenant: TenantID) async throws -> AttachmentView? {
    try await store.read(tenant) { try AttachmentQueries.findAttachment($0, id: id.raw, tenantID: tenant.raw).map(AttachmentView.init) }
  }

  public func isShown(_ id: AttachmentID, _ scope: ReadScope) async throws -> Bool {
    try await store.read(scope.tenant) {
      try AttachmentQueries.findShownUse(
        $0, attachmentID: id.raw, tenantID: scope.tenant.raw, listedKeys: scope.listedKeys, showsListed: scope.showsListedNumber) != nil
    }
  }

  public func categories(using id: AttachmentID, _ tenant: TenantID) async throws -> Set<CategoryID> {
    Set(
      try await store.read(tenant) {
        try AttachmentQueries.categoriesUsing($0, attachmentID: id.raw, tenantID: tenant.raw).map { CategoryID($0) }
      })
  }

  public func attachments(of user: UserID, _ tenant: TenantID, _ page: PageRequest) async throws -> Page<AttachmentView> {
    let rows = try await store.read(tenant) {
      try AttachmentQueries.pageAttachmentsOf(
        $0, authorID: user.raw, tenantID: tenant.raw, beforeID: page.after?.id ?? .max, pageSize: Int64(page.limit + 1)
      ).map(AttachmentView.init)
    }
    return Page(fetched: rows, limit: page.limit) { PagePosition(key: 0, id: $0.attachment.id.raw) }
  }

  public func uploads(of user: UserID, _ tenant: TenantID, now: Timestamp) async throws -> UploadUsage {
    try await store.read(tenant) { try UploadUsage(of: user, tenant, now, $0) }
  }

  public func orphans(unusedSince moment: Timestamp, limit: Int) async throws -> [(id: AttachmentID, tenant: TenantID)] {
    try await store.read(.everyTenant) {
      try AttachmentQueries.pageOrphans($0, unusedBefore: moment.milliseconds, pageSize: Int64(limit)).map { (ID($0.id), ID($0.tenantID)) }
    }
  }

  public func knownBlobs(_ ids: [BlobID], _ tenant: TenantID) async throws -> Set<BlobID> {
    try await store.read(tenant) { connection in
      Set(try ids.filter { try AttachmentQueries.findBlobID(connection, id: $0.raw, tenantID: tenant.raw) != nil })
    }
  }

  public func blobs(_ tenant: TenantID, after: BlobID?, limit: Int) async throws -> [Blob] {
    try await store.read(tenant) {
      try AttachmentQueries.pageBlobs($0, tenantID: tenant.raw, afterID: after?.raw ?? .zero, pageSize: Int64(limit)).map(Blob.init)
    }
  }
}
