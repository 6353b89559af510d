public import ForumKernel

/// What uploading and using attachments loads and saves within a write.
public protocol AttachmentTransaction: TransactionContext {
  /// The tenant's file with these contents (SHA-256 in small hexadecimal digits); nil when it has none.
  func blob(sha256: String) throws -> Blob?
  /// Throws `forbidden` (`quota_exhausted`) when the tenant is full.
  func insert(_ blob: Blob) throws
  /// Whether a post uses it or not; nil for one that was deleted.
  func attachment(_ id: AttachmentID) throws -> AttachmentView?
  /// Used by no post yet.
  func insert(_ attachment: Attachment) throws
  /// Its description and version.
  func update(_ attachment: Attachment) throws
  /// Takes it from all posts. What is returned was the blob of nothing else, and is gone as well: its bytes may go after the commit.
  func delete(_ attachment: Attachment) throws -> Blob?
  /// It is nobody's from now on.
  func unlink(_ attachment: Attachment) throws
  /// In the order in which the post shows them.
  func attachments(of post: PostID) throws -> [AttachmentView]
  /// The post shows these from now on, in this order. Those that no post uses any more are unused from now on.
  func setAttachments(_ ids: [AttachmentID], of post: PostID) throws
  /// The posts that use it with their threads; at most so many as a change tells of.
  func posts(using id: AttachmentID) throws -> [(post: PostID, thread: ThreadID)]
  /// As `AttachmentReader.uploads` counts them, at the time of this transaction.
  func uploads(of user: UserID) throws -> UploadUsage
}
