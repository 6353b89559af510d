public import ForumKernel

/// Follows the stream and tells whoever made a webhook that the forum turned it off.
public struct TellWebhookOwner: EventConsumer {
  /// News that is older is none.
  private static let newsSeconds: Int64 = 3 * 86_400

  public let name = "webhook-mail"
  public let filters = ["notifications.*.webhook.*.webhook.ended"].compactMap { SubjectFilter($0) }
  public let actsOutside = true
  let store: any WebhookStore
  let mailer: any Mailer
  let clock: any WallClock

  /// Up to where mails were sent; nil when it is new.
  public func position() async throws -> StreamPosition? { try await store.position(of: name) }

  /// A mail is sent before the position is saved, so a crash between the two sends it again, under the same id.
  public func handle(_ messages: [StreamMessage], through position: StreamPosition?) async throws {
    for message in messages {
      guard let tenant = message.tenant, let mail = try await mail(for: message, tenant) else { continue }
      do {
        try await mailer.send(mail)
      } catch let error as AppError where error.code == .invalid {
        // No mail can go to this address; the audit log and the list of webhooks tell.
        continue
      }
    }
    guard let position else { return }
    // Also for a server that stops meanwhile: what was sent must not be sent again.
    let (store, name) = (store, name)
    try await Task { try await store.write(TenantID(.zero), actor: nil) { try $0.setPosition(position, of: name) } }.value
  }

  /// Nobody is told of what the stream no longer holds.
  public func restart(at position: StreamPosition, seen: StreamPosition?) async throws -> Bool {
    try await store.write(TenantID(.zero), actor: nil) { try $0.restart(name, at: position, seen: seen) }
  }

  private func mail(for message: StreamMessage, _ tenant: TenantID) async throws -> Mail? {
    guard message.eventType == WebhookEnded.type, clock.now < message.time.adding(seconds: Self.newsSeconds) else { return nil }
    let event = try message.event(WebhookEnded.self).event
    let found = try await store.write(tenant, actor: nil) { tx -> (host: String, address: String)? in
      guard let webhook = try tx.webhook(event.webhookID), let owner = webhook.createdBy, let address = try tx.address(of: owner) else { return nil }
      return (webhook.url.host, address)
    }
    guard let found else { return nil }
    let why =
      event.reason == Webhook.Ending.gone.rawValue
      ? "The receiver answered that it is gone for good (410)." : "The receiver has taken nothing for days."
    return try Mail(
      id: RawID(high: event.webhookID.raw.high, low: UInt64(bitPattern: message.sequence)), recipient: found.address,
      subject: "A webhook was turned off",
      text: """
        The forum turned off the webhook \(event.webhookID), which tells \(found.host) of what happens in the forum.
        \(why)

        When it is mended, turn the webhook on again (PATCH admin/webhooks/\(event.webhookID) with "active": true). What failed can then be sent
        again (POST admin/webhooks/\(event.webhookID)/recover).

        """)
  }
}
