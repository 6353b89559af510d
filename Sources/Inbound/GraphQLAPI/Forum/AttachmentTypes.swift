import Forum
import ForumKernel

// Files that posts show; their bytes are the REST API's.
extension ForumGraph {
  static let attachmentObject = GraphObject(attachment, "A file of a post.")
    .id("id") { $0.attachment.id.raw }
    .text("filename") { $0.attachment.filename.description }
    .text("mediaType", "By its bytes.") { $0.attachment.blob.type.mediaType }
    .number("bytes") { $0.attachment.blob.bytes }
    .text("sha256", "Of what is kept, in hexadecimal digits.") { $0.attachment.blob.sha256 }
    .numberOrNull("width", "In pixels; null for what is no image.") { ($0.attachment.blob.size?.width).map(Int64.init) }
    .numberOrNull("height") { ($0.attachment.blob.size?.height).map(Int64.init) }
    .text("description", "What it shows, for those who do not see it.") { $0.attachment.description }
    .objectOrNull("thumbnail", thumbnail, "null for what has none.") { $0.attachment.blob.thumbnail }
    .objectOrNull("author", author, "null when the account is gone.") { $0.author }
    .time("createdAt") { $0.attachment.createdAt }
    .text("url", "Its bytes; who may read them must say who they are, as everywhere.") { $0.attachment.path }
    .textOrNull("thumbnailUrl") { $0.attachment.blob.thumbnail == nil ? nil : $0.attachment.thumbnailPath }
    .number("version", "Counts changes.") { $0.attachment.version }

  static let thumbnailObject = GraphObject(thumbnail, "A small picture of an image.")
    .number("width") { Int64($0.size.width) }
    .number("height") { Int64($0.size.height) }
    .number("bytes") { $0.bytes }
}
