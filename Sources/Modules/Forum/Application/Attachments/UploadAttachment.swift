public import ForumKernel

/// What arrived, in a file of the spool.
public struct Upload: Sendable {
  public let path: String
  public let digest: FileDigest
  /// The first bytes of it, `FileType.headBytes` at most.
  public let head: [UInt8]
  /// All of it is UTF-8 without U+0000.
  public let isText: Bool
  public let filename: FileName
  public let description: String

  public init(path: String, digest: FileDigest, head: [UInt8], isText: Bool, filename: FileName, description: String) {
    self.path = path
    self.digest = digest
    self.head = head
    self.isText = isText
    self.filename = filename
    self.description = description
  }
}

/// What attachments need beside the forum's store.
public struct AttachmentServices: Sendable {
  public let reader: any AttachmentReader
  public let blobs: any BlobStore
  public let images: any ImageMaker
  public let spool: any UploadSpool
  public let policy: AttachmentPolicy
  public let ids: IDGenerator
  public let clock: any WallClock

  public init(
    reader: any AttachmentReader, blobs: any BlobStore, images: any ImageMaker, spool: any UploadSpool, policy: AttachmentPolicy, ids: IDGenerator,
    clock: any WallClock
  ) {
    self.reader = reader
    self.blobs = blobs
    self.images = images
    self.spool = spool
    self.policy = policy
    self.ids = ids
    self.clock = clock
  }
}

/// Keeps a file for posts of who uploads it; needs `post.create`. Its bytes are safe before there is a row of it, so that no row is without them.
public struct UploadAttachment: Sendable {
  /// What is kept of an upload, before it has a row.
  private struct Prepared {
    let path: String
    let digest: FileDigest
    let type: FileType
    var size: PixelSize?
    var thumbnail: (path: String, facts: Blob.Thumbnail)?
  }

  let store: any ForumStore
  let services: AttachmentServices

  /// Whether there would be room for such a file: asked before it is received. `isRetriable`: it may be an upload that was done already, for which no more
  /// room is needed, so that only its transaction can say. Throws as the upload would.
  public func requireRoom(for bytes: Int64, isRetriable: Bool = false, by principal: Principal) async throws {
    try principal.require(.postCreate)
    let user = try principal.requireUser()
    try principal.requireVoice(at: services.clock.now)
    if isRetriable { return }
    let usage = try await services.reader.uploads(of: user, principal.tenant, now: services.clock.now)
    try services.policy.require(roomFor: bytes, beside: usage)
  }

  /// The files of `upload` and those made of it are gone from the spool when this returns. A caller that is cancelled waits all the same: what was given up
  /// half way would leave files behind it, and bytes of which nobody knows. Throws `invalid` (`type_not_allowed`, `image_unreadable`, `image_too_large`),
  /// `forbidden` (`silenced`, `quota_exhausted`), `tooMany` (`uploads_per_day`), `conflict` (`too_many_unused`), `unavailable` (`blobs_unavailable`,
  /// `images_busy`, `uploads_unavailable`).
  public func callAsFunction(_ upload: Upload, by principal: Principal, once claim: IdempotencyClaim?) async throws -> AttachmentView {
    // A task of its own is never cancelled.
    try await Task { try await take(upload, by: principal, once: claim) }.value
  }

  private func take(_ upload: Upload, by principal: Principal, once claim: IdempotencyClaim?) async throws -> AttachmentView {
    let (kept, thumbnail) = (services.spool.newPath(), services.spool.newPath())
    do {
      try principal.require(.postCreate)
      let author = try principal.requireUser()
      let prepared = try await prepare(upload, as: kept, thumbnail)
      let view = try await keep(prepared, upload, author, principal, claim)
      await services.spool.remove([upload.path, kept, thumbnail])
      return view
    } catch {
      await services.spool.remove([upload.path, kept, thumbnail])
      throw error
    }
  }

  private func prepare(_ upload: Upload, as kept: String, _ thumbnail: String) async throws -> Prepared {
    guard let type = FileType(head: upload.head, isText: upload.isText), services.policy.types.contains(type) else {
      throw AppError(
        .invalid, "type_not_allowed",
        "This forum does not take such files. It takes: \(services.policy.types.map(\.rawValue).sorted().joined(separator: ", ")).")
    }
    guard type.isShownInline else { return Prepared(path: upload.path, digest: upload.digest, type: type) }
    guard let facts = try await services.images.facts(of: upload.path), FileType(facts.format) == type else {
      throw AppError(.invalid, "image_unreadable", "This image can't be read.")
    }
    try AttachmentLimits.require(showableImageOf: facts)
    try await services.images.strip(upload.path, as: kept)
    var prepared = Prepared(
      path: kept, digest: try await services.spool.digest(of: kept), type: type, size: PixelSize(width: facts.width, height: facts.height))
    do throws(AppError) {
      let made = try await services.images.makeThumbnail(of: kept, as: thumbnail, side: AttachmentLimits.thumbnailSide)
      let bytes = try await services.spool.digest(of: thumbnail).bytes
      prepared.thumbnail = (
        thumbnail,
        Blob.Thumbnail(type: FileType(made.format), bytes: bytes, size: PixelSize(width: made.width, height: made.height))
      )
    } catch {
      // What has more pixels than are decoded is kept as it is.
      guard error.slug == "image_too_large" else { throw error }
    }
    return prepared
  }

  private func keep(
    _ prepared: Prepared, _ upload: Upload, _ author: UserID, _ principal: Principal, _ claim: IdempotencyClaim?
  ) async throws -> AttachmentView {
    // What is there already, as a rule, is still there when the attachment is saved; else the second round puts it there.
    if let view = try await save(nil, prepared, upload, author, principal, claim) {
      await mend(view.attachment.blob, with: prepared, principal.tenant)
      return view
    }
    let blob = Blob(
      id: services.ids.next(), sha256: prepared.digest.sha256, type: prepared.type, bytes: prepared.digest.bytes, size: prepared.size,
      thumbnail: prepared.thumbnail?.facts, createdAt: services.clock.now)
    guard let key = BlobKey(blob, principal.tenant), let small = BlobKey(blob, principal.tenant, isThumbnail: true) else {
      throw AppError(.unavailable, "uploads_unavailable", "The file could not be hashed.")
    }
    do {
      try await services.blobs.put(prepared.path, as: key)
      if let thumbnail = prepared.thumbnail { try await services.blobs.put(thumbnail.path, as: small) }
      guard let view = try await save(blob, prepared, upload, author, principal, claim) else {
        throw AppError(.unavailable, "uploads_unavailable", "The file was not kept.")
      }
      if view.attachment.blob.id != blob.id { await forget(blob, principal.tenant) }
      return view
    } catch {
      // After a failure nobody knows whether it was saved: the sweep finds what has no row.
      if error is AppError { await forgetUnlessKept(blob, principal.tenant) }
      throw error
    }
  }

  /// nil when there is no blob of these bytes and none is given.
  private func save(
    _ new: Blob?, _ prepared: Prepared, _ upload: Upload, _ author: UserID, _ principal: Principal, _ claim: IdempotencyClaim?
  ) async throws -> AttachmentView? {
    let policy = services.policy
    let sha256 = prepared.digest.sha256
    return try await store.write(principal.tenant, actor: author) { tx -> AttachmentView? in
      do {
        return try tx.once(claim) {
          try principal.requireVoice(at: tx.now)
          let known = try tx.blob(sha256: sha256)
          guard let blob = known ?? new else { throw NoBlob() }
          try policy.require(roomFor: blob.allBytes, beside: try tx.uploads(of: author))
          if known == nil { try tx.insert(blob) }
          let attachment = Attachment(
            id: tx.newID(), blob: blob, authorID: author, filename: upload.filename, description: upload.description, unusedAt: tx.now,
            createdAt: tx.now, updatedAt: tx.now, version: 1)
          try tx.insert(attachment)
          return AttachmentView(attachment: attachment, author: AuthorView(principal))
        }
      } catch is NoBlob {
        return nil
      }
    }
  }

  /// Puts the bytes of a known blob back where they were lost. The attachment is saved, so that what can't be put now is no fault of the upload.
  private func mend(_ blob: Blob, with prepared: Prepared, _ tenant: TenantID) async {
    guard blob.sha256 == prepared.digest.sha256 else { return }
    var files = [(BlobKey(blob, tenant), prepared.path)]
    // One that another release made may differ from what the row says.
    if let thumbnail = prepared.thumbnail, thumbnail.facts == blob.thumbnail {
      files.append((BlobKey(blob, tenant, isThumbnail: true), thumbnail.path))
    }
    for case (let key?, let path) in files {
      do {
        if try await services.blobs.open(key, range: 0..<0) == nil { try await services.blobs.put(path, as: key) }
      } catch { return }
    }
  }

  private func forgetUnlessKept(_ blob: Blob, _ tenant: TenantID) async {
    guard let known = try? await services.reader.knownBlobs([blob.id], tenant), known.isEmpty else { return }
    await forget(blob, tenant)
  }

  /// What can't be removed now has no row, so that the sweep takes it.
  private func forget(_ blob: Blob, _ tenant: TenantID) async {
    for key in BlobKey.all(of: blob, tenant) { try? await services.blobs.remove(key) }
  }
}

/// The bytes are not there yet.
private struct NoBlob: Error {}
