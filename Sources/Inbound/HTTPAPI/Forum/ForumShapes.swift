import Forum
import ForumKernel

/// How the forum's views look as JSON.
enum ForumShapes {
  static let author = Shape<AuthorView>("Author", "The public face of an account.")
    .id("id") { $0.id }
    .text("handle") { $0.handle }
    .text("display_name") { $0.displayName }

  static let category = Shape<CategoryView>("Category", "A shelf of threads.")
    .id("id") { $0.category.id }
    .text("slug", "Part of the page's address, unique.") { $0.category.slug }
    .text("name") { $0.category.name }
    .text("description") { $0.category.description }
    .number("thread_count", "Visible threads.") { $0.threadCount }
    .time("created_at") { $0.category.createdAt }
    .time("updated_at") { $0.category.updatedAt }
    .number("version", "Counts changes; the ETag.") { $0.category.version }

  static let thread = Shape<ThreadView>("Thread", "A discussion; its opening text is its first post.")
    .id("id") { $0.thread.id }
    .id("category_id") { $0.thread.categoryID }
    .objectOrNull("author", author, "null when the account is gone.") { $0.author }
    .text("title") { $0.thread.title }
    .text("slug") { $0.thread.slug }
    .list("tags", .texts) { $0.thread.tags.values }
    .number("post_count", "Visible posts, the first included.") { $0.thread.postCount }
    .time("last_post_at") { $0.thread.lastPostAt }
    .numberOrNull("unread", "In lists: visible posts of others that you have not read, a hundred at most; null for visitors.") { $0.unread }
    .flag("locked") { $0.thread.isLocked }
    .flag("pinned") { $0.thread.isPinned }
    .flag("withheld", "It waits for a moderator or was hidden by one: only its author and moderators see it.") { $0.thread.deletedAt != nil }
    .timeOrNull("publish_at", "When it will be seen by all; until then only its author and moderators see it.") { $0.publishAt }
    .time("created_at") { $0.thread.createdAt }
    .time("updated_at") { $0.thread.updatedAt }
    .number("version", "Counts changes of the thread itself; the ETag.") { $0.thread.version }

  static let preview = Shape<PostContent>("Preview", "How a body will look.")
    .text("body_html", "Safe to show as it is.") { $0.html }

  static let post = Shape<PostView>("Post", "One contribution to a thread.")
    .id("id") { $0.post.id }
    .id("thread_id") { $0.post.threadID }
    .idOrNull("reply_to_id", "The post it answers.") { $0.post.replyToID }
    .objectOrNull("author", author, "null when the account is gone.") { $0.author }
    .text("body", "As its author wrote it.") { $0.post.content.body }
    .word("body_format", of: BodyFormat.allCases.map(\.rawValue)) { $0.post.content.format.rawValue }
    .text("body_html", "Safe to show as it is.") { $0.post.content.html }
    .number("position", "1 is the thread's opening text; positions are never given twice.") { $0.post.position }
    .counts("reactions", "How many people reacted, by kind.") { $0.post.reactions.counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } }
    .number("comment_count", "Visible comments.") { $0.post.commentCount }
    .list("attachments", AttachmentShapes.attachment, "Files that belong to it; not told where it is shown as it was.") { $0.attachments }
    .time("created_at") { $0.post.createdAt }
    .timeOrNull("edited_at") { $0.post.editedAt }
    .flag("withheld", "It waits for a moderator or was hidden by one: only its author and moderators see it.") { $0.post.deletedAt != nil }
    .flag("ignored", "In lists: you ignore its author, and its text is left out; the post by itself has it.") { $0.isIgnored }
    .number("version", "Counts changes; the ETag.") { $0.post.version }

  static let comment = Shape<CommentView>("Comment", "Small talk under a post, nested by parent_id.")
    .id("id") { $0.comment.id }
    .id("post_id") { $0.comment.postID }
    .idOrNull("parent_id", "The comment it answers.") { $0.comment.parentID }
    .number("depth", "0 directly under the post.") { $0.comment.depth }
    .objectOrNull("author", author, "null on tombstones, and when the account is gone.") { $0.author }
    .text("body", "Markdown; empty on tombstones.") { $0.comment.content.body }
    .text("body_html", "Safe to show as it is.") { $0.comment.content.html }
    .flag("deleted", "A tombstone, which stays because answers hang on it.") { $0.comment.deletedAt != nil && $0.comment.content.body.isEmpty }
    .flag("withheld", "It waits for a moderator or was hidden by one: only its author and moderators see it.") {
      $0.comment.deletedAt != nil && !$0.comment.content.body.isEmpty
    }
    .time("created_at") { $0.comment.createdAt }
    .timeOrNull("edited_at") { $0.comment.editedAt }
    .flag("ignored", "In lists: you ignore its author, and its text is left out; the comment by itself has it.") { $0.isIgnored }
    .number("version", "Counts changes; the ETag.") { $0.comment.version }

  static let reaction = Shape<ReactionView>("Reaction", "One person's reaction.")
    .text("kind") { $0.kind }
    .object("user", author) { $0.user }
    .time("created_at") { $0.createdAt }

  static let reactionCounts = Shape<ReactionCounts>("ReactionCounts", "How many people reacted to a post, by kind.")
    .counts("reactions") { $0.counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } }

  static let tag = Shape<TagView>("Tag", "A tag and how many visible threads carry it.")
    .text("tag") { $0.tag }
    .number("thread_count") { $0.threadCount }

  static let hit = Shape<SearchHit>("SearchHit", "A post or comment that was found.")
    .id("id") { ID<SearchHit>($0.id) }
    .word("kind", of: SearchDocument.Kind.allCases.map(\.rawValue)) { $0.kind.rawValue }
    .id("thread_id") { ThreadID($0.threadID) }
    .text("title_highlighted", "Escaped HTML with <em> around what matched; empty but for a thread's first post.") { $0.titleHighlighted }
    .text("body_highlighted", "A crop around the best match, escaped, with <em> around what matched.") { $0.bodyHighlighted }
    .decimal("score") { $0.score }

  static let results = Shape<SearchPage>("SearchResults", "What was found, best first.")
    .list("items", hit) { $0.results.hits }
    .next { $0.next }
    .number("estimated_total") { $0.results.estimatedTotal }
    .json("facets", "Attribute → value → count.") { FacetJSON.encode($0.results.facets) }
}

/// A page of results with its cursor.
struct SearchPage: Sendable {
  let results: SearchResults
  let next: String?
}

enum FacetJSON {
  /// Sorted, so that equal results are equal text.
  static func encode(_ facets: [String: [String: Int]]) -> [UInt8] {
    var writer = JSONWriter()
    writer.raw("{")
    writer.list(facets.sorted { $0.key < $1.key }) { facet, writer in
      writer.text(facet.key)
      writer.raw(":{")
      writer.list(facet.value.sorted { $0.key < $1.key }) { value, writer in
        writer.text(value.key)
        writer.raw(":")
        writer.number(Int64(value.value))
      }
      writer.raw("}")
    }
    writer.raw("}")
    return writer.bytes
  }
}
