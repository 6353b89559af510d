import Forum
import ForumKernel
import HTTPAPI

// What people write, and the shelves it stands on.
extension ForumGraph {
  private static let withheld = "It waits for a moderator or was hidden by one: only its author and moderators see it."

  static let categoryObject = GraphObject(category, "A shelf of threads.")
    .id("id") { $0.category.id.raw }
    .text("slug", "Part of the page's address, unique.") { $0.category.slug }
    .text("name") { $0.category.name }
    .text("description") { $0.category.description }
    .number("threadCount", "Visible threads.") { $0.threadCount }
    .time("createdAt") { $0.category.createdAt }
    .time("updatedAt") { $0.category.updatedAt }
    .number("version", "Counts changes.") { $0.category.version }
    .loads(
      "threads", threads, "Its threads, newest first.", needs: .forumRead, threadArguments(withCategory: false), size: .connection
    ) { view, arguments, reads in try await reads.threads(arguments, in: view.category.id) }

  static let threadObject = GraphObject(thread, "A discussion; its opening text is its first post.")
    .id("id") { $0.thread.id.raw }
    .id("categoryId") { $0.thread.categoryID.raw }
    .objectOrNull("author", author, "null when the account is gone.") { $0.author }
    .text("title") { $0.thread.title }
    .text("slug") { $0.thread.slug }
    .texts("tags") { $0.thread.tags.values }
    .number("postCount", "Visible posts, the first included.") { $0.thread.postCount }
    .time("lastPostAt") { $0.thread.lastPostAt }
    .numberOrNull("unread", "In lists: visible posts of others that you have not read, a hundred at most; null for visitors.") { $0.unread }
    .flag("locked") { $0.thread.isLocked }
    .flag("pinned") { $0.thread.isPinned }
    .flag("withheld", withheld) { $0.thread.deletedAt != nil }
    .timeOrNull("publishAt", "When it will be seen by all; until then only its author and moderators see it.") { $0.publishAt }
    .time("createdAt") { $0.thread.createdAt }
    .time("updatedAt") { $0.thread.updatedAt }
    .number("version", "Counts changes of the thread itself.") { $0.thread.version }
    .loadsOrNull("category", category, "Where it stands.", needs: .forumRead) { view, _, reads in
      try await reads.category(view.thread.categoryID)
    }
    .loads("posts", posts, "Its posts in order.", needs: .forumRead, ArgumentDefinition.paging(PageQuery.limitDefault), size: .connection) {
      view, arguments, reads in try await reads.posts(arguments, of: view.thread.id)
    }

  static let postObject = GraphObject(post, "One contribution to a thread.")
    .id("id") { $0.post.id.raw }
    .id("threadId") { $0.post.threadID.raw }
    .idOrNull("replyToId", "The post it answers.") { $0.post.replyToID?.raw }
    .objectOrNull("author", author, "null when the account is gone.") { $0.author }
    .text("body", "As its author wrote it.") { $0.post.content.body }
    .word("bodyFormat", bodyFormat) { $0.post.content.format.rawValue }
    .text("bodyHtml", "Safe to show as it is.") { $0.post.content.html }
    .number("position", "1 is the thread's opening text; positions are never given twice.") { $0.post.position }
    .list("reactions", reactionCount, size: .upTo(10), "How many people reacted, by kind.") { view in
      view.post.reactions.counts.sorted { $0.key < $1.key }.map { ReactionCount(kind: $0.key, count: $0.value) }
    }
    .number("commentCount", "Visible comments.") { $0.post.commentCount }
    .list("attachments", attachment, size: .upTo(AttachmentLimits.perPostMax), "Files that belong to it.") { $0.attachments }
    .time("createdAt") { $0.post.createdAt }
    .timeOrNull("editedAt") { $0.post.editedAt }
    .flag("withheld", withheld) { $0.post.deletedAt != nil }
    .flag("ignored", "In lists: you ignore its author, and its text is left out; the post by itself has it.") { $0.isIgnored }
    .number("version", "Counts changes.") { $0.post.version }
    .loadsOrNull("thread", thread, "What it is part of.", needs: .forumRead) { view, _, reads in try await reads.thread(view.post.threadID) }
    .loadsOrNull("replyTo", post, "The post it answers.", needs: .forumRead) { view, _, reads in
      guard let id = view.post.replyToID else { return nil }
      return try await reads.post(id)
    }
    .loads(
      "comments", comments, "What was said about it, oldest first.", needs: .forumRead, ArgumentDefinition.paging(PageQuery.limitDefault),
      size: .connection
    ) { view, arguments, reads in try await reads.comments(arguments, on: view.post.id) }

  static let commentObject = GraphObject(comment, "Small talk under a post, nested by parentId.")
    .id("id") { $0.comment.id.raw }
    .id("postId") { $0.comment.postID.raw }
    .idOrNull("parentId", "The comment it answers.") { $0.comment.parentID?.raw }
    .number("depth", "0 directly under the post.") { Int64($0.comment.depth) }
    .objectOrNull("author", author, "null on tombstones, and when the account is gone.") { $0.author }
    .text("body", "Markdown; empty on tombstones.") { $0.comment.content.body }
    .text("bodyHtml", "Safe to show as it is.") { $0.comment.content.html }
    .flag("deleted", "A tombstone, which stays because answers hang on it.") {
      $0.comment.deletedAt != nil && $0.comment.content.body.isEmpty
    }
    .flag("withheld", withheld) { $0.comment.deletedAt != nil && !$0.comment.content.body.isEmpty }
    .time("createdAt") { $0.comment.createdAt }
    .timeOrNull("editedAt") { $0.comment.editedAt }
    .flag("ignored", "In lists: you ignore its author, and its text is left out; the comment by itself has it.") { $0.isIgnored }
    .number("version", "Counts changes.") { $0.comment.version }
    .loadsOrNull("post", post, "What it is about.", needs: .forumRead) { view, _, reads in try await reads.post(view.comment.postID) }

  static let reactionCountObject = GraphObject(reactionCount, "How many people reacted in one way.")
    .text("kind") { $0.kind }
    .number("count") { $0.count }

  static let tagObject = GraphObject(tag, "A tag and how many visible threads carry it.")
    .text("tag") { $0.tag }
    .number("threadCount") { $0.threadCount }

  static let hitObject = GraphObject(hit, "A post or comment that was found.")
    .id("id") { $0.id }
    .word("kind", contentKind) { $0.kind.rawValue }
    .id("threadId") { $0.threadID }
    .text("titleHighlighted", "Escaped HTML with <em> around what matched; empty but for a thread's first post.") { $0.titleHighlighted }
    .text("bodyHighlighted", "A crop around the best match, escaped, with <em> around what matched.") { $0.bodyHighlighted }
    .decimal("score") { $0.score }
    .adding(foundContent)
    .loadsOrNull("thread", thread, "What it is part of.", needs: .forumRead) { view, _, reads in try await reads.thread(ThreadID(view.threadID)) }

  private static let foundContent = FieldDefinition(
    name: "content", description: "What was found; null when it has gone since.", type: .named(content.name), weight: .load, permission: .forumRead,
    resolver: .loaded { view, _, reads in
      let hit = GraphObject<SearchHit>.view(view)
      return switch hit.kind {
      case .post: try await reads.post(PostID(hit.id)).map { .object(post.text, $0) } ?? .null
      case .comment: try await reads.comment(CommentID(hit.id)).map { .object(comment.text, $0) } ?? .null
      }
    })
}

/// How many people reacted in one way.
struct ReactionCount: Sendable {
  let kind: String
  let count: Int64
}
