public import ForumKernel

/// Sends what people have not read by mail, to those who asked for it.
public struct SendDigests: Sendable {
  private static let recipientsAtOnce = 100

  let store: any NotificationStore
  let mailer: any Mailer
  let text: DigestText
  let accounts: any AccountDirectory
  let clock: any WallClock

  public init(
    store: any NotificationStore, accounts: any AccountDirectory, mailer: any Mailer, text: DigestText, clock: any WallClock
  ) {
    self.store = store
    self.accounts = accounts
    self.mailer = mailer
    self.text = text
    self.clock = clock
  }

  /// Every digest that is due, how many that were. A mail leaves before its time is moved on: after a crash in between it leaves again, under the same
  /// id. Throws what the mailer throws when it can't take mail now; the rest stays due.
  public func callAsFunction() async throws -> Int {
    var sent = 0
    while true {
      let due = try await store.digestsDue(until: clock.now, limit: Self.recipientsAtOnce)
      for digest in due where try await send(digest) { sent += 1 }
      if due.count < Self.recipientsAtOnce { return sent }
    }
  }

  /// False when there is no news, or no mail can go to this address.
  private func send(_ digest: DueDigest) async throws -> Bool {
    let period = digest.digest.periodSeconds ?? 0
    let now = clock.now
    let scope = try await accounts.principal(of: digest.user, tenant: digest.tenant, at: now)?.readScope ?? .nothing(digest.tenant)
    let since = digest.dueAt.adding(seconds: -period)
    let page = try await store.notifications(
      of: digest.user, scope, unreadOnly: true, PageRequest(limit: NotificationLimits.digestItemsMax))
    // What comes from now on is for the next one, which begins where this one ends.
    let news = page.items.filter { $0.notification.createdAt > since && $0.notification.createdAt <= now }
    let isSent = try await news.isEmpty ? false : mail(digest, news, hasMore: news.count == page.items.count && page.next != nil)
    // Whoever was away for long gets one mail, not one for each day.
    try await store.write(digest.tenant, actor: nil) { tx in
      try tx.moveDigest(of: digest.user, from: digest.dueAt, to: max(digest.dueAt, now).adding(seconds: period))
    }
    return isSent
  }

  private func mail(_ digest: DueDigest, _ news: [NotificationView], hasMore: Bool) async throws -> Bool {
    let (subject, body, end) = text.mail(news, hasMore: hasMore, digest)
    do {
      let id = RawID(high: digest.user.raw.high, low: UInt64(bitPattern: digest.dueAt.milliseconds))
      try await mailer.send(try Mail(id: id, recipient: digest.email, subject: subject, text: body, unsubscribe: end))
      return true
    } catch let error as AppError where error.code == .invalid { return false }
  }
}
