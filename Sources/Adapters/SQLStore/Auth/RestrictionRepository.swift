import Auth
public import ForumKernel

extension SQLTransaction {
  public func restrictions(of user: UserID) throws -> [Restriction] {
    try RestrictionQueries.restrictionsOfUser(connection, userID: user.raw, tenantID: tenant.raw).compactMap(Restriction.init)
  }

  public func put(_ restriction: Restriction, on user: UserID) throws {
    try RestrictionQueries.putRestriction(
      connection, userID: user.raw, kind: restriction.kind.rawValue, tenantID: tenant.raw, untilAt: restriction.until?.milliseconds,
      createdAt: now.milliseconds, createdBy: actor?.raw)
  }

  public func removeRestriction(_ kind: Restriction.Kind, from user: UserID) throws -> Bool {
    try RestrictionQueries.deleteRestriction(connection, userID: user.raw, kind: kind.rawValue, tenantID: tenant.raw) == 1
  }

  public func restrict(_ user: UserID, _ restriction: Restriction) throws { try RestrictAccount.put(restriction, on: user, in: self) }

  public func lift(_ kind: Restriction.Kind, from user: UserID) throws -> Bool { try RestrictAccount.lift(kind, from: user, in: self) }
}

extension SQLStore {
  public func restrictions(of user: UserID, _ tenant: TenantID) async throws -> [Restriction] {
    try await read(tenant) { try RestrictionQueries.restrictionsOfUser($0, userID: user.raw, tenantID: tenant.raw).compactMap(Restriction.init) }
  }
}

extension Restriction {
  fileprivate init?(_ row: RestrictionQueries.RestrictionsOfUserRow) {
    guard let kind = Kind(rawValue: row.kind) else { return nil }
    self.init(kind: kind, until: row.untilAt.map(Timestamp.init(milliseconds:)))
  }
}
