import Auth
import ForumKernel
import Notifications

/// The tickets in digests are made as those for mails about accounts.
struct DigestTickets: UnsubscribeTickets {
  let secrets: any SecretKeeper

  func ticket(for user: UserID, _ tenant: TenantID) -> String { secrets.ticket(.unsubscribe, user.raw, tenant) }
  func user(inTicket text: String, _ tenant: TenantID) -> UserID? { secrets.id(inTicket: text, .unsubscribe, tenant).map { ID($0) } }
}
