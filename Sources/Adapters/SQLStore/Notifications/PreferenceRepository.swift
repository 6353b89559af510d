public import ForumKernel
public import Notifications

extension SQLTransaction {
  public func put(_ preferences: NotificationPreferences, of user: UserID, digestDueAt: Timestamp?) throws {
    try PreferenceQueries.putNotificationPreferences(
      connection, userID: user.raw, tenantID: tenant.raw, reply: preferences.reply ? 1 : 0, comment: preferences.comment ? 1 : 0,
      mention: preferences.mention ? 1 : 0, watched: preferences.watched ? 1 : 0, digest: preferences.digest.rawValue,
      digestDueAt: digestDueAt?.milliseconds, updatedAt: now.milliseconds)
  }

  public func endDigest(of user: UserID) throws {
    try PreferenceQueries.endDigest(connection, updatedAt: now.milliseconds, userID: user.raw, tenantID: tenant.raw)
  }

  public func moveDigest(of user: UserID, from: Timestamp, to next: Timestamp) throws {
    try PreferenceQueries.moveDigest(
      connection, nextDueAt: next.milliseconds, userID: user.raw, tenantID: tenant.raw, dueAt: from.milliseconds)
  }
}

extension SQLStore {
  public func preferences(of user: UserID, _ tenant: TenantID) async throws -> NotificationPreferences {
    let row = try await read(tenant) { try PreferenceQueries.findNotificationPreferences($0, userID: user.raw, tenantID: tenant.raw) }
    guard let row else { return NotificationPreferences() }
    return NotificationPreferences(
      reply: row.reply != 0, comment: row.comment != 0, mention: row.mention != 0, watched: row.watched != 0, digest: .init(column: row.digest))
  }

  public func digestsDue(until moment: Timestamp, limit: Int) async throws -> [DueDigest] {
    let rows = try await read(.everyTenant) { try PreferenceQueries.pageDueDigests($0, dueUntil: moment.milliseconds, pageSize: Int64(limit)) }
    return rows.compactMap { row in
      guard let dueAt = row.digestDueAt, let email = row.email else { return nil }
      return DueDigest(
        user: ID(row.userID), tenant: ID(row.tenantID), email: email, digest: .init(column: row.digest), dueAt: Timestamp(milliseconds: dueAt))
    }
  }
}

extension NotificationPreferences.Digest {
  /// The column has a CHECK.
  fileprivate init(column: String) { self = Self(rawValue: column) ?? .off }
}
