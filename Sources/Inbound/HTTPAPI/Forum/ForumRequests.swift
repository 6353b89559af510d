import Forum
import ForumKernel

/// What clients send to the forum: each field once, with its rule; the OpenAPI document is made from the same lines.
struct NewCategory: BodyFields {
  let draft: CategoryDraft

  init(_ fields: inout FieldReader) {
    draft = CategoryDraft(
      name: fields.required("name", .line(1...ForumLimits.categoryNameLengthMax)),
      slug: fields.optional("slug", .line(1...60), "Made from the name when it is missing."),
      description: fields.optional("description", .text(0...ForumLimits.categoryDescriptionLengthMax), default: ""))
  }
}

struct CategoryPatch: BodyFields {
  let name: String?
  let slug: String?
  let description: String?

  init(_ fields: inout FieldReader) {
    name = fields.optional("name", .line(1...ForumLimits.categoryNameLengthMax))
    slug = fields.optional("slug", .line(1...60))
    description = fields.optional("description", .text(0...ForumLimits.categoryDescriptionLengthMax))
  }
}

struct NewThread: BodyFields {
  let draft: ThreadDraft

  init(_ fields: inout FieldReader) {
    draft = ThreadDraft(
      categoryID: fields.required("category_id", .id()), title: fields.required("title", .line(1...ForumLimits.titleLengthMax)),
      tags: TagSet(reading: &fields) ?? .none, body: fields.required("body", .text(1...ForumLimits.bodyLengthMax), "The thread's first post."),
      format: fields.optional("body_format", .choice(), default: .markdown))
  }
}

struct ThreadPatch: BodyFields {
  let title: String?
  let tags: TagSet?
  let categoryID: CategoryID?

  init(_ fields: inout FieldReader) {
    title = fields.optional("title", .line(1...ForumLimits.titleLengthMax))
    tags = TagSet(reading: &fields)
    categoryID = fields.optional("category_id", .id(), "Moving a thread needs a moderator.")
  }
}

extension TagSet {
  /// nil when the field is missing or its faults have been noted.
  fileprivate init?(reading fields: inout FieldReader) {
    let type = FieldType.list(of: .line(1...ForumLimits.tagLengthMax), count: 0...ForumLimits.tagsMax)
    guard let texts = fields.optional("tags", type.checked { texts throws(AppError) in _ = try TagSet(texts) }, "Letters, digits and - . + #.") else {
      return nil
    }
    guard let tags = try? TagSet(texts) else { return nil }
    self = tags
  }
}

struct NewPost: BodyFields {
  let body: String
  let format: BodyFormat
  let replyToID: PostID?

  init(_ fields: inout FieldReader) {
    body = fields.required("body", .text(1...ForumLimits.bodyLengthMax))
    format = fields.optional("body_format", .choice(), default: .markdown)
    replyToID = fields.optional("reply_to_id", .id(), "The post of the same thread that it answers.")
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
struct PostListQuery: QueryFields {
  let withheld: Bool
  let page: PageQuery

  init(_ fields: inout FieldReader) {
    withheld = fields.optional("withheld", .flag, default: false, "true: with those that moderators hold back. Needs `forum.moderate`.")
    page = PageQuery(&fields)
  }
}

struct PostPatch: BodyFields {
  let body: String
  let format: BodyFormat?

  init(_ fields: inout FieldReader) {
    body = fields.required("body", .text(1...ForumLimits.bodyLengthMax))
    format = fields.optional("body_format", .choice(), "The post keeps its format when this is missing.")
  }
}

struct NewComment: BodyFields {
  let body: String
  let parentID: CommentID?

  init(_ fields: inout FieldReader) {
    body = fields.required("body", .text(1...ForumLimits.commentLengthMax), "Markdown.")
    parentID = fields.optional("parent_id", .id(), "The comment of the same post that it answers.")
  }
}

struct CommentPatch: BodyFields {
  let body: String

  init(_ fields: inout FieldReader) { body = fields.required("body", .text(1...ForumLimits.commentLengthMax), "Markdown.") }
}

/// Which threads to list.
struct ThreadListQuery: QueryFields {
  let query: ThreadQuery
  let page: PageQuery

  init(_ fields: inout FieldReader) {
    let tag = fields.optional("tag", .line(1...ForumLimits.tagLengthMax), "Only threads that carry this tag.")
    let pinned = fields.optional("pinned", .flag, "true: only pinned threads. Does not go with tag.")
    query = ThreadQuery(
      category: fields.optional("category_id", .id(), "Only threads of this category."), tag: tag?.lowercased(), pinned: pinned,
      order: fields.optional("sort", .choice(), default: .activity, "Newest first, by the last post or by creation."))
    if tag != nil && pinned == true { fields.refuse("pinned", "not_allowed", "tag and pinned do not go together.") }
    page = PageQuery(&fields)
  }
}
