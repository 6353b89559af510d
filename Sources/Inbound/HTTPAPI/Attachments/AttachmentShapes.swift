import Forum
import ForumKernel

enum AttachmentShapes {
  static let thumbnail = Shape<Blob.Thumbnail>("Thumbnail", "A small picture of an image.")
    .number("width") { $0.size.width }
    .number("height") { $0.size.height }
    .number("bytes") { $0.bytes }

  static let attachment = Shape<AttachmentView>("Attachment", "A file for posts of who uploaded it.")
    .id("id") { $0.attachment.id }
    .text("filename") { $0.attachment.filename.description }
    .text("media_type", "By its bytes.") { $0.attachment.blob.type.mediaType }
    .number("bytes") { $0.attachment.blob.bytes }
    .text("sha256", "Of what is kept, in hexadecimal digits: images are kept without what tells where and by whom they were taken.") {
      $0.attachment.blob.sha256
    }
    .numberOrNull("width", "In pixels; null for what is no image.") { ($0.attachment.blob.size?.width).map(Int64.init) }
    .numberOrNull("height") { ($0.attachment.blob.size?.height).map(Int64.init) }
    .text("description", "What it shows, for those who do not see it.") { $0.attachment.description }
    .objectOrNull("thumbnail", thumbnail, "null for what has none.") { $0.attachment.blob.thumbnail }
    .objectOrNull("author", ForumShapes.author, "null when the account is gone.") { $0.author }
    .time("created_at") { $0.attachment.createdAt }
    .text("url", "Its bytes; who may read them must say who they are, as everywhere.") { $0.attachment.path }
    .textOrNull("thumbnail_url") { $0.attachment.blob.thumbnail == nil ? nil : $0.attachment.thumbnailPath }
    .number("version", "Counts changes; the ETag.") { $0.attachment.version }
}
