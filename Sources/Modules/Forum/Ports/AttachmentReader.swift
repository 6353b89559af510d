public import ForumKernel

/// Reads of attachments; who may see one is for the use cases to say.
public protocol AttachmentReader: Sendable {
  /// Whether a post uses it or not; nil for one that was deleted.
  func attachment(_ id: AttachmentID, _ tenant: TenantID) async throws -> AttachmentView?
  /// Whether a post uses it that can be seen in the scope.
  func isShown(_ id: AttachmentID, _ scope: ReadScope) async throws -> Bool
  /// The categories of all posts that use it, deleted ones too.
  func categories(using id: AttachmentID, _ tenant: TenantID) async throws -> Set<CategoryID>
  /// Newest first.
  func attachments(of user: UserID, _ tenant: TenantID, _ page: PageRequest) async throws -> Page<AttachmentView>
  /// Uploads of the 24 hours before `now`, all that no post uses, and the bytes of everything, thumbnails too.
  func uploads(of user: UserID, _ tenant: TenantID, now: Timestamp) async throws -> UploadUsage
  /// Those of all tenants that no post has used since before `moment`, at most `limit`.
  func orphans(unusedSince moment: Timestamp, limit: Int) async throws -> [(id: AttachmentID, tenant: TenantID)]
  /// Those of these blobs that the tenant has.
  func knownBlobs(_ ids: [BlobID], _ tenant: TenantID) async throws -> Set<BlobID>
  /// Every blob of the tenant in the order of ids, behind `after`: at most `limit`.
  func blobs(_ tenant: TenantID, after: BlobID?, limit: Int) async throws -> [Blob]
}

/// An attachment with who uploaded it (nil after erasure).
public struct AttachmentView: Sendable, Equatable, Codable {
  public let attachment: Attachment
  public let author: AuthorView?

  public init(attachment: Attachment, author: AuthorView?) {
    self.attachment = attachment
    self.author = author
  }
}
