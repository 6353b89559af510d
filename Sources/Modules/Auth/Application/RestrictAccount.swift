public import ForumKernel

/// Silences and suspends accounts, inside the transaction of whoever decided on it: that module has checked who may, and writes the audit log.
public enum RestrictAccount {
  /// Puts the restriction in the place of one of its kind. A suspension ends all sessions. Throws `notFound`.
  public static func put(_ restriction: Restriction, on id: UserID, in tx: any AuthTransaction) throws {
    guard try tx.user(id) != nil else { throw AppError.notFound("user") }
    try tx.put(restriction, on: id)
    if restriction.kind == .suspension {
      for var session in try tx.sessions(of: id) {
        session.close(.revoked, now: tx.now)
        try tx.update(session)
        try tx.emit(SessionEnded(userID: id, sessionID: session.id, end: .revoked))
      }
    }
    try tx.emit(UserChanged(userID: id))
  }

  /// False when there was no restriction of this kind, or its end had passed.
  public static func lift(_ kind: Restriction.Kind, from id: UserID, in tx: any AuthTransaction) throws -> Bool {
    let held = try tx.restrictions(of: id).contains { $0.kind == kind && $0.holds(at: tx.now) }
    guard try tx.removeRestriction(kind, from: id) else { return false }
    try tx.emit(UserChanged(userID: id))
    return held
  }
}
