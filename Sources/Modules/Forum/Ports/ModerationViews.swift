public import ForumKernel

/// A case with what a moderator needs to see of its content.
public struct CaseView: Sendable {
  public let moderationCase: ModerationCase
  public let threadTitle: String
  public let categoryID: CategoryID
  /// The beginning of the post or comment, as its author wrote it.
  public let excerpt: String
  /// Of the content; nil after erasure.
  public let author: AuthorView?
  public let claimerHandle: String?

  public init(
    moderationCase: ModerationCase, threadTitle: String, categoryID: CategoryID, excerpt: String, author: AuthorView?, claimerHandle: String?
  ) {
    self.moderationCase = moderationCase
    self.threadTitle = threadTitle
    self.categoryID = categoryID
    self.excerpt = excerpt
    self.author = author
    self.claimerHandle = claimerHandle
  }
}

/// A line of a history with the handle of who acted.
public struct CaseEntryView: Sendable {
  public let entry: CaseEntry
  public let actorHandle: String?

  public init(entry: CaseEntry, actorHandle: String?) {
    self.entry = entry
    self.actorHandle = actorHandle
  }
}

/// A report with the handle of who made it.
public struct FlagView: Sendable {
  public let flag: Flag
  public let reporterHandle: String?

  public init(flag: Flag, reporterHandle: String?) {
    self.flag = flag
    self.reporterHandle = reporterHandle
  }
}
