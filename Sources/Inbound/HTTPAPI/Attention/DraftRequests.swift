import Forum
import ForumKernel

/// A thread that is not opened yet; everything may be empty.
struct NewThreadDraft: BodyFields {
  let text: DraftText

  init(_ fields: inout FieldReader) {
    text = DraftText(
      title: fields.optional("title", .line(0...ForumLimits.titleLengthMax), default: ""), tags: TagSet(reading: &fields) ?? .none,
      body: fields.optional("body", .text(0...ForumLimits.bodyLengthMax), default: ""),
      format: fields.optional("body_format", .choice(), default: .markdown))
  }
}

/// A post that is not written yet.
struct ReplyDraft: BodyFields {
  let text: DraftText

  init(_ fields: inout FieldReader) {
    text = DraftText(
      body: fields.optional("body", .text(0...ForumLimits.bodyLengthMax), default: ""),
      format: fields.optional("body_format", .choice(), default: .markdown),
      replyToID: fields.optional("reply_to_id", .id(), "The post that it will answer."))
  }
}

/// Another text for a post.
struct EditDraft: BodyFields {
  let text: DraftText

  init(_ fields: inout FieldReader) {
    let version = fields.optional("post_version", .number(1...Int(Int32.max)), "The version of the post from which the edit began.")
    text = DraftText(
      body: fields.optional("body", .text(0...ForumLimits.bodyLengthMax), default: ""),
      format: fields.optional("body_format", .choice(), default: .markdown), postVersion: version.map(Int64.init))
  }
}

/// How drafts look as JSON.
enum DraftShapes {
  static let draft = Shape<SavedDraft>("Draft", "What you have begun to write; nobody else sees it.")
    .word("kind", of: DraftPlace.kinds, "thread: a new one in the category; reply: in the thread; edit: of the post.") { $0.place.kind }
    .id("place_id", "Of the category, the thread or the post.") { ID<DraftPlace>($0.place.id) }
    .text("title", "Of a new thread.") { $0.text.title }
    .list("tags", .texts) { $0.text.tags.values }
    .text("body") { $0.text.body }
    .word("body_format", of: BodyFormat.allCases.map(\.rawValue)) { $0.text.format.rawValue }
    .idOrNull("reply_to_id", "The post that a reply will answer.") { $0.text.replyToID }
    .numberOrNull("post_version", "The version of the post from which an edit began.") { $0.text.postVersion }
    .time("created_at") { $0.createdAt }
    .time("updated_at") { $0.updatedAt }
    .number("version", "The ETag; send it in If-Match with the next save.") { $0.version }
}
