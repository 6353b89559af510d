import Forum
import ForumKernel
import HTTPAPI

// What calls bring: the fields of the REST API's bodies and queries, by the same rules, with what stands in its paths and headers.

struct CategoryFields: BodyFields {
  let id: CategoryID
  let match: VersionMatch

  init(_ fields: inout FieldReader) {
    id = fields.required("category_id", .id())
    match = .optional(&fields)
  }
}

struct ThreadFields: BodyFields {
  let id: ThreadID
  let match: VersionMatch

  init(_ fields: inout FieldReader) {
    id = fields.required("thread_id", .id())
    match = .optional(&fields)
  }
}

struct PostFields: BodyFields {
  let id: PostID
  let match: VersionMatch

  init(_ fields: inout FieldReader) {
    id = fields.required("post_id", .id())
    match = .optional(&fields)
  }
}

struct CommentFields: BodyFields {
  let id: CommentID
  let match: VersionMatch

  init(_ fields: inout FieldReader) {
    id = fields.required("comment_id", .id())
    match = .optional(&fields)
  }
}

extension VersionMatch {
  /// What `If-Match` is to the REST API, where it must be there.
  fileprivate static func required(_ fields: inout FieldReader) -> VersionMatch { .oneOf([Int64(fields.required("version", .number(1...Int.max)))]) }

  /// Whatever there is when the field is missing.
  fileprivate static func optional(_ fields: inout FieldReader) -> VersionMatch {
    fields.optional("version", .number(1...Int.max)).map { .oneOf([Int64($0)]) } ?? .any
  }
}

struct CreateCategoryFields: BodyFields {
  let draft: CategoryDraft
  let idempotencyKey: String?

  init(_ fields: inout FieldReader) {
    draft = NewCategory(&fields).draft
    idempotencyKey = fields.optional("idempotency_key", .line(1...255))
  }
}

struct EditCategoryFields: BodyFields {
  let id: CategoryID
  let match: VersionMatch
  let patch: CategoryPatch

  init(_ fields: inout FieldReader) {
    id = fields.required("category_id", .id())
    match = .required(&fields)
    patch = CategoryPatch(&fields)
  }
}

struct CreateThreadFields: BodyFields {
  let thread: NewThread
  let idempotencyKey: String?

  init(_ fields: inout FieldReader) {
    thread = NewThread(&fields)
    idempotencyKey = fields.optional("idempotency_key", .line(1...255))
  }
}

struct EditThreadFields: BodyFields {
  let id: ThreadID
  let match: VersionMatch
  let patch: ThreadPatch
  let clearsTags: Bool

  init(_ fields: inout FieldReader) {
    id = fields.required("thread_id", .id())
    match = .required(&fields)
    patch = ThreadPatch(&fields)
    clearsTags = fields.optional("clear_tags", .flag, default: false)
    if clearsTags, fields.has("tags") { fields.refuse("clear_tags", "not_allowed", "tags and clear_tags do not go together.") }
  }
}

struct WatchThreadFields: BodyFields {
  let id: ThreadID
  let position: String?

  init(_ fields: inout FieldReader) {
    id = fields.required("thread_id", .id())
    position = fields.optional("position", .line(1...100))
  }
}

struct ListPostsFields: BodyFields {
  let thread: ThreadID
  let query: PostListQuery

  init(_ fields: inout FieldReader) {
    thread = fields.required("thread_id", .id())
    query = PostListQuery(&fields)
  }
}

struct CreatePostFields: BodyFields {
  let draft: PostDraft
  let idempotencyKey: String?

  init(_ fields: inout FieldReader) {
    let thread: ThreadID = fields.required("thread_id", .id())
    let post = NewPost(&fields)
    draft = PostDraft(threadID: thread, replyToID: post.replyToID, body: post.body, format: post.format, attachmentIDs: post.attachmentIDs)
    idempotencyKey = fields.optional("idempotency_key", .line(1...255))
  }
}

struct EditPostFields: BodyFields {
  let id: PostID
  let match: VersionMatch
  let patch: PostPatch
  let clearsAttachments: Bool

  init(_ fields: inout FieldReader) {
    id = fields.required("post_id", .id())
    match = .required(&fields)
    patch = PostPatch(&fields)
    clearsAttachments = fields.optional("clear_attachments", .flag, default: false)
    if clearsAttachments, fields.has("attachment_ids") {
      fields.refuse("clear_attachments", "not_allowed", "attachment_ids and clear_attachments do not go together.")
    }
  }
}

struct ReactionFields: BodyFields {
  let post: PostID
  let kind: String

  init(_ fields: inout FieldReader) {
    post = fields.required("post_id", .id())
    kind = fields.required("kind", .line(1...40))
  }
}

struct ListCommentsFields: BodyFields {
  let post: PostID
  let page: PageQuery

  init(_ fields: inout FieldReader) {
    post = fields.required("post_id", .id())
    page = PageQuery(&fields)
  }
}

struct CreateCommentFields: BodyFields {
  let draft: CommentDraft
  let idempotencyKey: String?

  init(_ fields: inout FieldReader) {
    let post: PostID = fields.required("post_id", .id())
    let comment = NewComment(&fields)
    draft = CommentDraft(postID: post, parentID: comment.parentID, body: comment.body)
    idempotencyKey = fields.optional("idempotency_key", .line(1...255))
  }
}

struct EditCommentFields: BodyFields {
  let id: CommentID
  let match: VersionMatch
  let patch: CommentPatch

  init(_ fields: inout FieldReader) {
    id = fields.required("comment_id", .id())
    match = .required(&fields)
    patch = CommentPatch(&fields)
  }
}
