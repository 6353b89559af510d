import ForumKernel

extension NotificationTransaction {
  /// Tells the author what was done, and those who reported it what came of it.
  func tell(of decided: Decided) throws {
    guard let parties = try parties(ofDecision: decided.entryID) else { return }
    if decided.concernsAuthor, let author = parties.author {
      try send(.moderated, to: author, decided, .init(action: decided.action, note: parties.note, until: parties.until))
    }
    // What the moderator wrote is for the author: it may be about more than the report.
    for reporter in parties.reporters { try send(.flagSettled, to: reporter, decided, .init(action: decided.action, note: nil, until: nil)) }
  }

  private func send(_ kind: Notification.Kind, to recipient: UserID, _ decided: Decided, _ notice: Notification.Notice) throws {
    let notification = Notification(
      id: newID(), recipient: recipient, kind: kind, threadID: decided.threadID, postID: decided.postID, commentID: decided.commentID, actor: nil,
      notice: notice, createdAt: now, readAt: nil)
    try insert(notification)
    try emit(NotificationCreated(notification))
  }
}

/// What `moderation.case.decided` tells.
struct Decided: DomainEvent {
  static let type = "moderation.case.decided"
  static let aggregate = "case"
  let caseID: RawID
  let entryID: RawID
  let threadID: RawID
  let postID: RawID
  let commentID: RawID?
  let action: String
  let concernsAuthor: Bool
  var aggregateID: RawID { caseID }

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
