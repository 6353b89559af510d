import ForumKernel

/// The words of a digest.
public struct DigestText: Sendable {
  /// Without a slash at the end; empty: digests have no links.
  let site: String
  let tickets: any UnsubscribeTickets

  public init(site: String, tickets: any UnsubscribeTickets) {
    self.site = site.hasSuffix("/") ? String(site.dropLast()) : site
    self.tickets = tickets
  }

  func mail(_ news: [NotificationView], hasMore: Bool, _ digest: DueDigest) -> (subject: String, body: String, end: String?) {
    let end = site.isEmpty ? nil : "\(site)/account/unsubscribe?token=\(tickets.ticket(for: digest.user, digest.tenant))"
    let lines = news.map { view in "\(sentence(view))\(site.isEmpty ? "" : "\n  \(address(view.notification))")\n" }
    let close = end.map { "To get no more of it, open\n\($0)\n" } ?? "You can end it in your settings.\n"
    let more = hasMore ? "And there is more.\n\n" : ""
    let often = digest.digest == .weekly ? "once a week" : "once a day"
    return (
      "Unread in the forum: \(news.count)\(hasMore ? " and more" : "")",
      lines.joined(separator: "\n") + "\n\(more)You get this \(often), when there is news, because you asked for it. \(close)", end
    )
  }

  private func address(_ notification: Notification) -> String { "\(site)/threads/\(notification.threadID)?post=\(notification.postID)" }

  private func sentence(_ view: NotificationView) -> String {
    let who = view.actorHandle.map { "@\($0)" } ?? "Somebody"
    let place = "in “\(view.threadTitle)”"
    return switch view.notification.kind {
    case .reply: "\(who) answered \(place)"
    case .comment: "\(who) commented \(place)"
    case .mention: "\(who) named you \(place)"
    case .watched: "\(who) wrote \(place)"
    case .moderated: "A moderator decided about what you wrote \(place)"
    case .flagSettled: "A moderator decided about what you reported \(place)"
    }
  }
}
