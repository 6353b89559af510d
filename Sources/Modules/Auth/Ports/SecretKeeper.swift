public import ForumKernel

/// Makes, hides and recognises the secrets that Auth keeps for people.
public protocol SecretKeeper: Sendable {
  /// From the operating system's source.
  func random(_ count: Int) -> [UInt8]
  /// The secret as the store may hold it: encrypted, and worth nothing beside another owner.
  func seal(_ secret: [UInt8], for owner: RawID) throws -> String
  /// Throws `unavailable` (`secret_unreadable`) for what was sealed under another key or for another owner.
  func open(_ sealed: String, for owner: RawID) throws -> [UInt8]
  /// Six digits of a step of 30 seconds, with HMAC-SHA-1 (RFC 6238).
  func timeCode(_ secret: [UInt8], step: Int64) -> String
  /// Under which a word of this owner can be found again, and from which nobody gets the word.
  func digest(_ word: String, for owner: RawID) -> String
  /// A text that only this forum makes, and that says nothing but the ids: the same text each time, so that it need not be stored.
  func ticket(_ kind: TicketKind, _ id: RawID, _ tenant: TenantID) -> String
  /// The id in a ticket of this kind and tenant; nil for what was not made here.
  func id(inTicket text: String, _ kind: TicketKind, _ tenant: TenantID) -> RawID?
}

/// What a ticket is good for: one of a kind is none of another.
public enum TicketKind: String, Sendable, CaseIterable {
  /// A link in a mail.
  case link
  case invitation
  /// Tells that this device has signed in to the account before.
  case device
  /// Ends the mails of one kind to an account.
  case unsubscribe
  /// Shows how far an erasure is, and its receipt.
  case erasure
}
