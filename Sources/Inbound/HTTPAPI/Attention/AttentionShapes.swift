import Forum
import ForumKernel

/// How a reader's own marks look as JSON.
enum AttentionShapes {
  static let levels =
    "watching: a notification for every new post; tracking: in the list of watched threads; normal: what concerns you; muted: nothing."

  static let thread = Shape<ThreadAttention>("ThreadAttention", "What you have with a thread.")
    .id("thread_id") { $0.threadID }
    .number("read_position", "Of the last post that you read; 0 when you never opened it.") { $0.readPosition }
    .number("unread", "Visible posts of others after that, a hundred at most.") { $0.unread }
    .word("level", of: WatchLevel.allCases.map(\.rawValue), levels) { $0.level.rawValue }
    .textOrNull("thread_level", "What you said about the thread itself.") { $0.threadLevel?.rawValue }
    .textOrNull("category_level", "What you said about its category.") { $0.categoryLevel?.rawValue }
    .list("bookmarked_post_ids", .texts, "Its posts that you marked, in order.") { $0.bookmarkedPosts.map(\.description) }

  static let readingStart = Shape<Timestamp>("Reading", "Since when you read.")
    .time("read_before", "What was written before counts as read.") { $0 }

  static let categoryWatch = Shape<CategoryWatch>("CategoryWatch", "How much you want to hear of a category.")
    .id("category_id") { $0.categoryID }
    .text("name") { $0.name }
    .word("level", of: WatchLevel.allCases.map(\.rawValue), levels) { $0.level.rawValue }

  static let bookmark = Shape<BookmarkView>("Bookmark", "A post that you marked.")
    .id("id") { $0.id }
    .id("post_id") { $0.postID }
    .id("thread_id") { $0.threadID }
    .text("thread_title") { $0.threadTitle }
    .number("position", "Of the post in its thread.") { $0.position }
    .objectOrNull("author", ForumShapes.author, "Of the post; null when the account is gone.") { $0.author }
    .text("excerpt", "The beginning of what the post says, as its author wrote it.") { $0.excerpt }
    .text("note", "For yourself.") { $0.note }
    .time("created_at") { $0.createdAt }
    .time("updated_at") { $0.updatedAt }
}
