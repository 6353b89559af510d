public import Forum
public import ForumKernel

extension SQLTransaction {
  /// Posts that a change of one attachment tells of: more are told when they are read.
  private static let toldPostsMax: Int64 = 100

  public func blob(sha256: String) throws -> Blob? {
    try AttachmentQueries.findBlob(connection, sha256: sha256, tenantID: tenant.raw).map(Blob.init)
  }

  public func insert(_ blob: Blob) throws {
    try occupy(bytes: Int(blob.allBytes))
    try AttachmentQueries.insertBlob(
      connection, id: blob.id.raw, tenantID: tenant.raw, sha256: blob.sha256, type: blob.type.rawValue, bytes: blob.bytes,
      width: blob.size.map { Int64($0.width) }, height: blob.size.map { Int64($0.height) }, thumbnailType: blob.thumbnail?.type.rawValue,
      thumbnailBytes: blob.thumbnail?.bytes, thumbnailWidth: blob.thumbnail.map { Int64($0.size.width) },
      thumbnailHeight: blob.thumbnail.map { Int64($0.size.height) }, createdAt: blob.createdAt.milliseconds)
  }

  public func attachment(_ id: AttachmentID) throws -> AttachmentView? {
    try AttachmentQueries.findAttachment(connection, id: id.raw, tenantID: tenant.raw).map(AttachmentView.init)
  }

  public func insert(_ attachment: Attachment) throws {
    try AttachmentQueries.insertAttachment(
      connection, id: attachment.id.raw, tenantID: tenant.raw, blobID: attachment.blob.id.raw, authorID: attachment.authorID?.raw,
      filename: attachment.filename.description, description: attachment.description, unusedAt: attachment.unusedAt?.milliseconds,
      createdAt: attachment.createdAt.milliseconds, updatedAt: attachment.updatedAt.milliseconds, version: attachment.version)
  }

  public func update(_ attachment: Attachment) throws {
    try AttachmentQueries.describeAttachment(
      connection, description: attachment.description, updatedAt: attachment.updatedAt.milliseconds, version: attachment.version,
      id: attachment.id.raw, tenantID: tenant.raw)
  }

  public func delete(_ attachment: Attachment) throws -> Blob? {
    try AttachmentQueries.dropUsesOf(connection, attachmentID: attachment.id.raw, tenantID: tenant.raw)
    guard try AttachmentQueries.deleteAttachment(connection, id: attachment.id.raw, tenantID: tenant.raw) == 1,
      try AttachmentQueries.deleteUnusedBlob(connection, id: attachment.blob.id.raw, tenantID: tenant.raw) == 1
    else { return nil }
    try occupy(bytes: -Int(attachment.blob.allBytes))
    return attachment.blob
  }

  public func unlink(_ attachment: Attachment) throws {
    guard let author = attachment.authorID else { return }
    _ = try AttachmentQueries.unlinkAttachment(connection, id: attachment.id.raw, tenantID: tenant.raw, authorID: author.raw)
  }

  public func attachments(of post: PostID) throws -> [AttachmentView] { try [AttachmentView](of: post.raw, tenant, connection) }

  public func setAttachments(_ ids: [AttachmentID], of post: PostID) throws {
    let before = try AttachmentQueries.attachmentIDsOfPost(connection, postID: post.raw, tenantID: tenant.raw)
    try AttachmentQueries.dropUsesBy(connection, postID: post.raw, tenantID: tenant.raw)
    for (position, id) in ids.enumerated() {
      try AttachmentQueries.useAttachment(
        connection, postID: post.raw, attachmentID: id.raw, tenantID: tenant.raw, position: Int64(position))
      try AttachmentQueries.markUsed(connection, id: id.raw, tenantID: tenant.raw)
    }
    for id in before { try AttachmentQueries.markUnused(connection, now: now.milliseconds, id: id, tenantID: tenant.raw) }
  }

  public func posts(using id: AttachmentID) throws -> [(post: PostID, thread: ThreadID)] {
    try AttachmentQueries.postsUsing(connection, attachmentID: id.raw, tenantID: tenant.raw, pageSize: Self.toldPostsMax).map {
      (ID($0.id), ID($0.threadID))
    }
  }

  public func uploads(of user: UserID) throws -> UploadUsage { try UploadUsage(of: user, tenant, now, connection) }
}

extension [AttachmentView] {
  init(of post: RawID, _ tenant: TenantID, _ connection: any SQLConnection) throws {
    self = try AttachmentQueries.attachmentsOfPost(connection, postID: post, tenantID: tenant.raw).map(AttachmentView.init)
  }
}

extension [PostView] {
  /// The posts of one thread, in the order of positions, with what is attached to them.
  func attached(_ tenant: TenantID, _ connection: any SQLConnection) throws -> [PostView] {
    guard let first = first?.post, let last = last?.post else { return self }
    let some = Set(
      try AttachmentQueries.postsWithAttachments(
        connection, threadID: first.threadID.raw, firstPosition: first.position, lastPosition: last.position, tenantID: tenant.raw))
    guard !some.isEmpty else { return self }
    return try map { try some.contains($0.post.id.raw) ? $0.attached(tenant, connection) : $0 }
  }
}

extension PostView {
  func attached(_ tenant: TenantID, _ connection: any SQLConnection) throws -> PostView {
    PostView(post: post, author: author, attachments: try [AttachmentView](of: post.id.raw, tenant, connection))
  }
}

extension UploadUsage {
  /// Ids tell when: no index is needed for the day.
  init(of user: UserID, _ tenant: TenantID, _ now: Timestamp, _ connection: any SQLConnection) throws {
    let since = RawID(high: UInt64(Swift.max(0, now.adding(seconds: -86_400).milliseconds)) << 16, low: 0)
    let today = try AttachmentQueries.countUploadsSince(connection, authorID: user.raw, tenantID: tenant.raw, sinceID: since) ?? 0
    let sums = try AttachmentQueries.sumUploads(connection, authorID: user.raw, tenantID: tenant.raw)
    self.init(today: today, unused: sums?.unusedCount ?? 0, bytes: sums?.totalBytes ?? 0)
  }
}

extension Blob {
  fileprivate init(
    id: RawID, sha256: String, type: String, bytes: Int64, _ size: (Int64?, Int64?),
    thumbnail: (type: String?, bytes: Int64?, size: (Int64?, Int64?)),
    createdAt: Int64
  ) throws {
    var small: Thumbnail?
    if let type = thumbnail.type, let bytes = thumbnail.bytes, let size = PixelSize(thumbnail.size) {
      small = Thumbnail(type: try FileType(stored: type), bytes: bytes, size: size)
    }
    self.init(
      id: ID(id), sha256: sha256, type: try FileType(stored: type), bytes: bytes, size: PixelSize(size), thumbnail: small,
      createdAt: Timestamp(milliseconds: createdAt))
  }

  init(_ row: AttachmentQueries.BlobRow) throws {
    try self.init(
      id: row.id, sha256: row.sha256, type: row.type, bytes: row.bytes, (row.width, row.height),
      thumbnail: (row.thumbnailType, row.thumbnailBytes, (row.thumbnailWidth, row.thumbnailHeight)), createdAt: row.createdAt)
  }
}

extension FileType {
  /// Types are added and never taken away.
  fileprivate init(stored text: String) throws {
    guard let type = FileType(rawValue: text) else {
      throw AppError(.conflict, "data_format_newer", "A newer forum-lite kept a file of the type \(text): start the newer release.")
    }
    self = type
  }
}

extension PixelSize {
  fileprivate init?(_ columns: (Int64?, Int64?)) {
    guard let width = columns.0, let height = columns.1 else { return nil }
    self.init(width: Int(width), height: Int(height))
  }
}

extension AttachmentView {
  init(_ row: AttachmentQueries.AttachmentRow) throws {
    let blob = try Blob(
      id: row.blobID, sha256: row.sha256, type: row.type, bytes: row.bytes, (row.width, row.height),
      thumbnail: (row.thumbnailType, row.thumbnailBytes, (row.thumbnailWidth, row.thumbnailHeight)), createdAt: row.blobCreatedAt)
    self.init(
      attachment: Attachment(
        id: ID(row.id), blob: blob, authorID: row.authorID.map { ID($0) }, filename: FileName(stored: row.filename), description: row.description,
        unusedAt: row.unusedAt.map(Timestamp.init(milliseconds:)), createdAt: Timestamp(milliseconds: row.createdAt),
        updatedAt: Timestamp(milliseconds: row.updatedAt), version: row.version),
      author: AuthorView(id: row.authorID, handle: row.handle, displayName: row.displayName))
  }
}
