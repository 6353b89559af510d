import Auth
import Forum
import ForumKernel
import Notifications

// Who writes, who asks, and what concerns them.
extension ForumGraph {
  static let authorObject = GraphObject(author, "The public face of an account, beside what it wrote.")
    .id("id") { $0.id.raw }
    .text("handle") { $0.handle }
    .text("displayName") { $0.displayName }

  static let userObject = GraphObject(user, "The public face of an account.")
    .id("id") { $0.user.id.raw }
    .text("handle") { $0.user.handle.text }
    .text("displayName") { $0.user.displayName }
    .time("createdAt") { $0.user.createdAt }

  static let meObject = GraphObject(me, "Your account.")
    .id("id") { $0.id.raw }
    .text("handle") { $0.handle.text }
    .textOrNull("email") { $0.email?.text }
    .text("displayName") { $0.displayName }
    .texts("roles") { $0.roles }
    .time("createdAt") { $0.createdAt }
    .number("version", "Counts changes.") { $0.version }

  static let notificationObject = GraphObject(notification, "What happened that concerns you.")
    .id("id") { $0.notification.id.raw }
    .word("kind", notificationKind) { $0.notification.kind.rawValue }
    .id("threadId") { $0.notification.threadID }
    .text("threadTitle") { $0.threadTitle }
    .id("postId") { $0.notification.postID }
    .idOrNull("commentId") { $0.notification.commentID }
    .textOrNull("actorHandle", "Who did it; null for moderators, and when the account is gone.") { $0.actorHandle }
    .textOrNull("action", "What moderators decided.") { $0.notification.notice?.action }
    .textOrNull("note", "What they wrote to you.") { $0.notification.notice?.note }
    .timeOrNull("until", "When a silence or suspension ends.") { $0.notification.notice?.until }
    .time("createdAt") { $0.notification.createdAt }
    .timeOrNull("readAt") { $0.notification.readAt }
    .loadsOrNull("thread", thread, "Where it happened.", needs: .forumRead) { view, _, reads in
      try await reads.thread(ThreadID(view.notification.threadID))
    }
    .loadsOrNull("post", post, "What it is about.", needs: .forumRead) { view, _, reads in try await reads.post(PostID(view.notification.postID)) }
}

/// An account as everybody sees it.
struct PublicUser: Sendable {
  let user: User
}
