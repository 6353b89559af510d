public import ForumKernel

/// Something waits for a moderator: it was reported, holds a watched word or must be approved, for the first time or after a decision. Its actor is who
/// reported or wrote it.
public struct CaseOpened: DomainEvent {
  public static let type = "moderation.case.opened"
  public static let aggregate = "case"
  public let caseID: CaseID
  public let threadID: ThreadID
  public let postID: PostID
  public let commentID: CommentID?
  /// A `ModerationCase.Origin`.
  public let origin: String
  public var aggregateID: RawID { caseID.raw }

  init(_ opened: ModerationCase) {
    caseID = opened.id
    threadID = opened.subject.threadID
    postID = opened.subject.postID
    commentID = opened.subject.commentID
    origin = opened.origin.rawValue
  }

  enum CodingKeys: String, CodingKey {
    case origin
    case caseID = "case_id"
    case threadID = "thread_id"
    case postID = "post_id"
    case commentID = "comment_id"
  }
}

/// A moderator decided a case, or reports hid its content: those concerned are told. Not an event of the thread, whose readers learn nothing of it.
public struct CaseDecided: DomainEvent {
  public static let type = "moderation.case.decided"
  public static let aggregate = "case"
  public let caseID: CaseID
  /// The line of the history with the note; the reports that it settled name it.
  public let entryID: CaseEntryID
  public let threadID: ThreadID
  public let postID: PostID
  public let commentID: CommentID?
  /// A `Decision.Action`, or `auto_hide`.
  public let action: String
  /// False when the author need not hear of it: nothing changed for them.
  public let concernsAuthor: Bool
  public var aggregateID: RawID { caseID.raw }

  enum CodingKeys: String, CodingKey {
    case action
    case caseID = "case_id"
    case entryID = "entry_id"
    case threadID = "thread_id"
    case postID = "post_id"
    case commentID = "comment_id"
    case concernsAuthor = "concerns_author"
  }
}

/// A word came to or left the tenant's list; who keeps the list reads it again.
public struct WatchedWordsChanged: DomainEvent {
  public static let type = "moderation.watched_words.changed"
  public static let aggregate = "tenant"
  public let tenantID: TenantID
  public var aggregateID: RawID { tenantID.raw }

  enum CodingKeys: String, CodingKey {
    case tenantID = "tenant_id"
  }
}
