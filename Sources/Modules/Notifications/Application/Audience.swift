import ForumKernel

/// Who is told of one post or comment: everybody once, by the closest reason.
struct Audience {
  let place: NewsPlace
  let author: UserID
  let tx: any NotificationTransaction
  private var told: Set<UserID> = []

  init(_ place: NewsPlace, from author: UserID, _ tx: any NotificationTransaction) {
    self.place = place
    self.author = author
    self.tx = tx
  }

  /// Those whom the text names; `isEdit`: but for those who were told of it before.
  mutating func tellMentioned(isEdit: Bool = false) throws {
    for handle in place.mentioned {
      guard let user = try tx.mentioned(handle) else { continue }
      if isEdit, try tx.wasTold(user, of: place) { continue }
      try tell(user, .mention)
    }
  }

  /// Those whom it answers.
  mutating func tell(_ kind: Notification.Kind, _ users: [UserID?]) throws {
    for user in users.compactMap(\.self) { try tell(user, kind) }
  }

  /// Everybody who watches the thread or its category.
  mutating func tellWatchers() throws {
    var left = NotificationLimits.watchersMax
    for source in WatchSource.allCases {
      var last: UserID?
      while left > 0 {
        let page = try tx.watchers(of: place, from: author, source, after: last, limit: min(left, NotificationLimits.watcherPage))
        for user in page where user != author && told.insert(user).inserted { try send(.watched, to: user) }
        left -= page.count
        last = page.last
        if page.count < NotificationLimits.watcherPage { break }
      }
    }
  }

  private mutating func tell(_ user: UserID, _ kind: Notification.Kind) throws {
    guard user != author, !told.contains(user) else { return }
    // Whoever does not want to hear of it by one reason does not want to by another.
    told.insert(user)
    if try tx.wants(user, kind, of: place, from: author) { try send(kind, to: user) }
  }

  private func send(_ kind: Notification.Kind, to recipient: UserID) throws {
    let notification = Notification(
      id: tx.newID(), recipient: recipient, kind: kind, threadID: place.threadID, postID: place.postID, commentID: place.commentID, actor: author,
      createdAt: tx.now, readAt: nil)
    try tx.insert(notification)
    try tx.emit(NotificationCreated(notification))
  }
}
