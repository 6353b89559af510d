public import Auth
public import ForumKernel

extension SQLTransaction: AuthTransaction {
  public func session(_ id: SessionID) throws -> Session? {
    try SessionQueries.findSession(connection, id: id.raw, tenantID: tenant.raw).map(Session.init)
  }

  public func sessions(of user: UserID) throws -> [Session] {
    try SessionQueries.listOpenSessions(connection, userID: user.raw, tenantID: tenant.raw).map(Session.init)
  }

  public func insert(_ session: Session) throws {
    try SessionQueries.insertSession(
      connection, id: session.id.raw, tenantID: tenant.raw, userID: session.userID.raw, deviceName: session.deviceName, network: session.network,
      createdAt: session.createdAt.milliseconds, lastSeenAt: session.lastSeenAt.milliseconds, generation: session.generation,
      rotatedAt: session.rotatedAt.milliseconds, endedAt: session.endedAt?.milliseconds, endReason: session.end?.rawValue)
  }

  public func update(_ session: Session) throws {
    try SessionQueries.updateSession(
      connection, deviceName: session.deviceName, lastSeenAt: session.lastSeenAt.milliseconds, generation: session.generation,
      rotatedAt: session.rotatedAt.milliseconds,
      endedAt: session.endedAt?.milliseconds, endReason: session.end?.rawValue, id: session.id.raw, tenantID: tenant.raw)
  }
}

extension Session {
  init(_ row: SessionQueries.SessionRow) {
    self.init(
      id: ID(row.id), userID: ID(row.userID), deviceName: row.deviceName, network: row.network, createdAt: Timestamp(milliseconds: row.createdAt),
      lastSeenAt: Timestamp(milliseconds: row.lastSeenAt), generation: row.generation, rotatedAt: Timestamp(milliseconds: row.rotatedAt),
      endedAt: row.endedAt.map(Timestamp.init(milliseconds:)), end: row.endReason.flatMap(End.init(rawValue:)))
  }
}
