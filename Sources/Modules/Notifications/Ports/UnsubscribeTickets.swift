public import ForumKernel

/// Makes and reads the texts by which whoever gets a digest ends it without signing in.
public protocol UnsubscribeTickets: Sendable {
  /// The same each time.
  func ticket(for user: UserID, _ tenant: TenantID) -> String
  /// nil for what was not made here.
  func user(inTicket text: String, _ tenant: TenantID) -> UserID?
}
