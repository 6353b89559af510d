public import ForumKernel

/// Follows the stream and sends what accounts ask for by mail, and a word to the owner whenever something about the account's safety changed.
public struct SendAccountMail: EventConsumer {
  public let name = "account-mail"
  public let filters = ["auth.*.link.*.mail.requested", "auth.*.user.*.user.security_changed", "auth.*.user.*.session.ended"].compactMap {
    SubjectFilter($0)
  }
  public let actsOutside = true
  let store: any AuthStore
  let secrets: any SecretKeeper
  let mailer: any Mailer
  let text: AccountMailText
  let clock: any WallClock

  /// Up to where mails were sent; nil when it is new.
  public func position() async throws -> StreamPosition? { try await store.position(of: name) }

  /// A mail is sent before the position is saved, so a crash between the two sends it again, under the same id.
  public func handle(_ messages: [StreamMessage], through position: StreamPosition?) async throws {
    var sent: Int64?
    do {
      for message in messages {
        guard let tenant = message.tenant, let mail = try await mail(for: message, tenant) else { continue }
        try await mailer.send(mail)
        sent = message.sequence
      }
    } catch {
      if let sent, let position { try await save(StreamPosition(epoch: position.epoch, sequence: sent)) }
      throw error
    }
    if let position { try await save(position) }
  }

  /// What the stream no longer holds is not sent.
  public func restart(at position: StreamPosition, seen: StreamPosition?) async throws -> Bool {
    try await store.write(TenantID(.zero), actor: nil) { [name] in try $0.restart(name, at: position, seen: seen) }
  }

  /// Also for a server that stops meanwhile: what was sent must not be sent again.
  private func save(_ position: StreamPosition) async throws {
    let (store, name) = (store, name)
    try await Task { try await store.write(TenantID(.zero), actor: nil) { try $0.setPosition(position, of: name) } }.value
  }

  private func mail(for message: StreamMessage, _ tenant: TenantID) async throws -> Mail? {
    switch message.eventType {
    case MailRequested.type: return try await link(try message.event(MailRequested.self).event.linkID, tenant)
    case UserSecurityChanged.type:
      let event = try message.event(UserSecurityChanged.self).event
      return try await notice(text.changed(event.change), to: event.userID, message, tenant)
    case SessionEnded.type:
      let event = try message.event(SessionEnded.self).event
      return event.end == .reused ? try await notice(text.reused, to: event.userID, message, tenant) : nil
    default: return nil
    }
  }

  private func link(_ id: MailLinkID, _ tenant: TenantID) async throws -> Mail? {
    guard let link = try await store.mailLink(id, tenant), let user = link.userID, link.usedAt == nil, clock.now < link.expiresAt else { return nil }
    // Somebody asks for an address that another account has: its owner is told, and nobody gets a link.
    let owner = try await store.user(emailKey: link.email.key, tenant)
    let isTaken = link.purpose != .reset && owner != nil && owner?.id != user
    let (subject, body) = isTaken ? text.alreadyMember : text.link(link.purpose, secrets.ticket(.link, id.raw, tenant))
    return try Mail(id: id.raw, recipient: link.email.text, subject: subject, text: body)
  }

  private func notice(_ words: (subject: String, body: String), to user: UserID, _ message: StreamMessage, _ tenant: TenantID) async throws -> Mail? {
    let isNews = clock.now < message.time.adding(seconds: AuthLimits.mailLinkSeconds)
    guard isNews, let email = try await store.user(user, tenant)?.email else { return nil }
    return try Mail(
      id: RawID(high: user.raw.high, low: UInt64(bitPattern: message.sequence)), recipient: email.text, subject: words.subject, text: words.body)
  }
}
