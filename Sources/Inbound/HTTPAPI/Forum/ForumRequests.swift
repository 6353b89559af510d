package import Forum
package import ForumKernel

/// What clients send to the forum: each field once, with its rule; the OpenAPI document is made from the same lines.
package struct NewCategory: BodyFields {
  package let draft: CategoryDraft

  package init(_ fields: inout FieldReader) {
    draft = CategoryDraft(
      name: fields.required("name", .line(1...ForumLimits.categoryNameLengthMax)),
      slug: fields.optional("slug", .line(1...60), "Made from the name when it is missing."),
      description: fields.optional("description", .text(0...ForumLimits.categoryDescriptionLengthMax), default: ""))
  }
}

package struct CategoryPatch: BodyFields {
  package let name: String?
  package let slug: String?
  package let description: String?

  package init(_ fields: inout FieldReader) {
    name = fields.optional("name", .line(1...ForumLimits.categoryNameLengthMax))
    slug = fields.optional("slug", .line(1...60))
    description = fields.optional("description", .text(0...ForumLimits.categoryDescriptionLengthMax))
  }
}

package struct NewThread: BodyFields {
  package let draft: ThreadDraft

  package init(_ fields: inout FieldReader) {
    draft = ThreadDraft(
      categoryID: fields.required("category_id", .id()), title: fields.required("title", .line(1...ForumLimits.titleLengthMax)),
      tags: TagSet(reading: &fields) ?? .none, body: fields.required("body", .text(1...ForumLimits.bodyLengthMax), "The thread's first post."),
      format: fields.optional("body_format", .choice(), default: .markdown),
      publishAt: fields.ahead("publish_at", "When it is to be seen, within a year; at once when it is missing."),
      attachmentIDs: fields.optional("attachment_ids", .attachments, default: [], "Uploads of yours that the first post shows."))
  }
}

extension FieldType where Value == [AttachmentID] {
  /// Those of one post.
  static var attachments: FieldType { .list(of: .id(), count: 0...AttachmentLimits.perPostMax) }
}

/// When to show a thread as it was.
struct ThreadQueryAsOf: QueryFields {
  let asOf: Timestamp?

  init(_ fields: inout FieldReader) {
    asOf = fields.past("as_of", "Show it as it was at this moment. For those who moderate its category.")
  }
}

package struct ThreadPatch: BodyFields {
  package let title: String?
  package let tags: TagSet?
  package let categoryID: CategoryID?

  package init(_ fields: inout FieldReader) {
    title = fields.optional("title", .line(1...ForumLimits.titleLengthMax))
    tags = TagSet(reading: &fields)
    categoryID = fields.optional("category_id", .id(), "Moving a thread needs a moderator.")
  }
}

extension TagSet {
  /// nil when the field is missing or its faults have been noted.
  init?(reading fields: inout FieldReader) {
    let type = FieldType.list(of: .line(1...ForumLimits.tagLengthMax), count: 0...ForumLimits.tagsMax)
    guard let texts = fields.optional("tags", type.checked { texts throws(AppError) in _ = try TagSet(texts) }, "Letters, digits and - . + #.") else {
      return nil
    }
    guard let tags = try? TagSet(texts) else { return nil }
    self = tags
  }
}

package struct NewPost: BodyFields {
  package let body: String
  package let format: BodyFormat
  package let replyToID: PostID?
  package let attachmentIDs: [AttachmentID]

  package init(_ fields: inout FieldReader) {
    body = fields.required("body", .text(1...ForumLimits.bodyLengthMax))
    format = fields.optional("body_format", .choice(), default: .markdown)
    replyToID = fields.optional("reply_to_id", .id(), "The post of the same thread that it answers.")
    attachmentIDs = fields.optional("attachment_ids", .attachments, default: [], "Uploads of yours that it shows, in this order.")
  }
}

struct PreviewRequest: BodyFields {
  let body: String
  let format: BodyFormat

  init(_ fields: inout FieldReader) {
    body = fields.required("body", .text(1...ForumLimits.bodyLengthMax))
    format = fields.optional("body_format", .choice(), default: .markdown)
  }
}

/// Which posts of a thread to list.
package struct PostListQuery: QueryFields {
  package let withheld: Bool
  /// The position after which the first page begins.
  package let after: PagePosition?
  /// The moment as of which they are shown.
  let asOf: Timestamp?
  package let page: PageQuery

  package init(_ fields: inout FieldReader) {
    withheld = fields.optional("withheld", .flag, default: false, "true: with those that moderators hold back. Needs `forum.moderate`.")
    let after = fields.optional("after", .number(0...Int(Int32.max)), "Begin after the post at this position, as the `read_position` says.")
    self.after = after.map { PagePosition(key: Int64($0), id: .zero) }
    asOf = fields.past(
      "as_of", "Those that could be seen at this moment, with what they said then. For those who moderate the thread's category.")
    if fields.has("as_of") && withheld { fields.refuse("as_of", "not_allowed", "as_of and withheld do not go together.") }
    page = PageQuery(&fields)
    if fields.has("after") && fields.has("cursor") { fields.refuse("after", "not_allowed", "after and cursor do not go together.") }
  }
}

package struct PostPatch: BodyFields {
  package let body: String
  package let format: BodyFormat?
  package let attachmentIDs: [AttachmentID]?

  package init(_ fields: inout FieldReader) {
    body = fields.required("body", .text(1...ForumLimits.bodyLengthMax))
    format = fields.optional("body_format", .choice(), "The post keeps its format when this is missing.")
    attachmentIDs = fields.optional("attachment_ids", .attachments, "What it shows from now on; it keeps its attachments when this is missing.")
  }
}

package struct NewComment: BodyFields {
  package let body: String
  package let parentID: CommentID?

  package init(_ fields: inout FieldReader) {
    body = fields.required("body", .text(1...ForumLimits.commentLengthMax), "Markdown.")
    parentID = fields.optional("parent_id", .id(), "The comment of the same post that it answers.")
  }
}

package struct CommentPatch: BodyFields {
  package let body: String

  package init(_ fields: inout FieldReader) { body = fields.required("body", .text(1...ForumLimits.commentLengthMax), "Markdown.") }
}

/// Which threads to list.
package struct ThreadListQuery: QueryFields {
  package let query: ThreadQuery
  package let page: PageQuery

  package init(_ fields: inout FieldReader) {
    let tag = fields.optional("tag", .line(1...ForumLimits.tagLengthMax), "Only threads that carry this tag.")
    let pinned = fields.optional("pinned", .flag, "true: only pinned threads. Does not go with tag.")
    let filter: ThreadQuery.Filter? = fields.optional(
      "filter", .choice(),
      "Those of your own marks: with unread posts, or that you watch. Needs an account. They are ranked anew for each page: one that gets a post meanwhile "
        + "moves to the first page.")
    query = ThreadQuery(
      category: fields.optional("category_id", .id(), "Only threads of this category."), tag: tag?.lowercased(), pinned: pinned,
      order: fields.optional("sort", .choice(), default: .activity, "Newest first, by the last post or by creation."),
      filter: filter, since: fields.optional("since", .time, "Only threads with a post (by activity) or opened (by creation) after this moment."))
    if fields.has("filter") && (fields.has("tag") || fields.has("pinned") || query.order != .activity) {
      fields.refuse("filter", "not_allowed", "filter goes with category_id and since alone.")
    }
    if fields.has("tag") && pinned == true { fields.refuse("pinned", "not_allowed", "tag and pinned do not go together.") }
    page = PageQuery(&fields)
  }
}
