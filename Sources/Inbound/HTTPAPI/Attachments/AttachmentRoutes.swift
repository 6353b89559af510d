import Forum
import ForumKernel
import HTTPTypes

/// Files that members upload for their posts.
struct AttachmentRoutes {
  let forum: ForumModule
  let uploads: UploadGate

  @EndpointTable var endpoints: [Endpoint] {
    Endpoint(
      upload: "attachments", "uploadAttachment", "Upload a file for posts of yours", tag: "Attachments", needs: .postCreate,
      errors: ["type_not_allowed", "image_unreadable", "image_too_large", "uploads_per_day", "too_many_unused", "quota_exhausted"],
      returns: AttachmentShapes.attachment, uploads: uploads, ready: ready, perform: upload)
    Endpoint(
      .get, "me/attachments", "listAttachments", "Your uploads, newest first", tag: "Attachments", needs: .accountUse,
      returns: AttachmentShapes.attachment.page, perform: list)
    Endpoint(
      .get, "attachments/{attachment_id}", "getAttachment", "What a file is", tag: "Attachments", needs: .forumRead,
      returns: AttachmentShapes.attachment, perform: get)
    Endpoint(
      file: "attachments/{attachment_id}/content", "downloadAttachment", "A file's bytes, or a range of them", tag: "Attachments", needs: .forumRead,
      errors: ["range_not_satisfiable", "blob_missing"], perform: content)
    Endpoint(
      file: "attachments/{attachment_id}/thumbnail", "downloadThumbnail", "The small picture of an image", tag: "Attachments", needs: .forumRead,
      errors: ["thumbnail_not_found", "range_not_satisfiable", "blob_missing"], perform: thumbnail)
    Endpoint(
      .patch, "attachments/{attachment_id}", "describeAttachment", "Say what a file shows", tag: "Attachments", needs: .accountUse, match: .taken,
      errors: ["not_author"], returns: AttachmentShapes.attachment, perform: describe)
    Endpoint(
      .delete, "attachments/{attachment_id}", "deleteAttachment", "Delete a file; posts show it no more", tag: "Attachments", needs: .accountUse,
      match: .taken, success: .noContent, errors: ["not_author"], returns: .nothing, perform: delete)
  }

  @Sendable private func ready(_ call: Call, _ bytes: Int64) async throws {
    try await forum.uploadAttachment.requireRoom(for: bytes, isRetriable: try call.idempotencyKey() != nil, by: call.principal)
  }

  @Sendable private func upload(_ call: Call, _ upload: Upload) async throws -> Reply<AttachmentView> {
    do {
      let claim = try call.idempotencyClaim(of: [upload.digest.sha256, upload.filename.description, upload.description])
      let view = try await forum.uploadAttachment(upload, by: call.principal, once: claim)
      return .created(view, at: "/api/v1/attachments/\(view.attachment.id)", version: view.attachment.version)
    } catch let error as AppError where error.slug == "type_not_allowed" {
      throw Problem(.unsupportedMediaType, error.slug, error.message)
    }
  }

  @Sendable private func list(_ call: Call, _ query: PageQuery) async throws -> Reply<Listing<AttachmentView>> {
    let scope = "attachments:\(call.tenant):\(try call.principal.requireUser())"
    return .ok(call.listing(try await forum.readAttachments.own(try call.page(query, of: scope), by: call.principal), of: scope))
  }

  @Sendable private func get(_ call: Call) async throws -> Reply<AttachmentView> {
    let view = try await forum.readAttachments(try call.id("attachment_id"), by: call.principal)
    return .ok(view, version: view.attachment.version)
  }

  @Sendable private func content(_ call: Call) async throws -> FileReply {
    let attachment = try await forum.readAttachments(try call.id("attachment_id"), by: call.principal).attachment
    return file(attachment, attachment.blob.type, attachment.blob.bytes, isThumbnail: false, call)
  }

  @Sendable private func thumbnail(_ call: Call) async throws -> FileReply {
    let attachment = try await forum.readAttachments(try call.id("attachment_id"), by: call.principal).attachment
    guard let thumbnail = attachment.blob.thumbnail else { throw AppError.notFound("thumbnail") }
    return file(attachment, thumbnail.type, thumbnail.bytes, isThumbnail: true, call)
  }

  private func file(_ attachment: Attachment, _ type: FileType, _ size: Int64, isThumbnail: Bool, _ call: Call) -> FileReply {
    let (read, tenant) = (forum.readAttachments, call.tenant)
    return FileReply(
      type: type, size: size, filename: attachment.filename, tag: "\"\(attachment.blob.sha256)\(isThumbnail ? "-thumbnail" : "")\"",
      // What a visitor gets, everybody gets.
      isPublic: call.principal.userID == nil
    ) { try await read.open(attachment, tenant, isThumbnail: isThumbnail, range: $0) }
  }

  @Sendable private func describe(_ call: Call, _ body: AttachmentPatch) async throws -> Reply<AttachmentView> {
    let view = try await forum.manageAttachments.describe(
      try call.id("attachment_id"), body.description, ifMatch: try call.optionalIfMatch(), by: call.principal)
    return .ok(view, version: view.attachment.version)
  }

  @Sendable private func delete(_ call: Call) async throws -> Reply<Nothing> {
    try await forum.manageAttachments.delete(try call.id("attachment_id"), ifMatch: try call.optionalIfMatch(), by: call.principal)
    return .nothing
  }
}

struct AttachmentPatch: BodyFields {
  let description: String

  init(_ fields: inout FieldReader) {
    description = fields.required("description", .text(0...AttachmentLimits.descriptionLengthMax), "What it shows; may be empty.")
  }
}
