/// How much somebody wants to hear of a thread or category.
public enum WatchLevel: String, Sendable, CaseIterable {
  /// A notification for every new post.
  case watching
  /// In the list of watched threads; notifications for what concerns oneself.
  case tracking
  /// Notifications for what concerns oneself: answers, comments and mentions.
  case normal
  /// No notification, and not among the unread threads.
  case muted
}
