public import ForumKernel

public enum SessionTag {}
public typealias SessionID = ID<SessionTag>

/// One sign-in on one device, with its family of refresh tokens: of them exactly one is good, the newest.
///
/// A pure state machine. Using the newest token gives its successor. Using the one before within the grace gives the same successor again, since its
/// first answer may have been lost; after the grace, or any older one, means that somebody else has a copy, and ends the session.
public struct Session: Sendable, Equatable {
  public enum End: String, Sendable, Codable { case loggedOut = "logged_out", revoked, reused }

  public let id: SessionID
  public let userID: UserID
  public var deviceName: String
  /// The network it was opened from: /24 or /48.
  public let network: String
  public let createdAt: Timestamp
  public var lastSeenAt: Timestamp
  /// Which token of the family is the newest: 0 is the one that log-in gave.
  public var generation: Int64
  /// When the newest token was first given out.
  public var rotatedAt: Timestamp
  public var endedAt: Timestamp?
  public var end: End?

  public init(
    id: SessionID, userID: UserID, deviceName: String, network: String, createdAt: Timestamp, lastSeenAt: Timestamp, generation: Int64,
    rotatedAt: Timestamp, endedAt: Timestamp?, end: End?
  ) {
    self.id = id
    self.userID = userID
    self.deviceName = deviceName
    self.network = network
    self.createdAt = createdAt
    self.lastSeenAt = lastSeenAt
    self.generation = generation
    self.rotatedAt = rotatedAt
    self.endedAt = endedAt
    self.end = end
  }

  public static func open(_ id: SessionID, user: UserID, deviceName: String, network: String, now: Timestamp) -> Session {
    Session(
      id: id, userID: user, deviceName: deviceName, network: network, createdAt: now, lastSeenAt: now, generation: 0, rotatedAt: now, endedAt: nil,
      end: nil)
  }

  /// What became of a refresh token.
  public enum Rotation: Sendable, Equatable {
    /// The successor of this generation is good now.
    case rotated(generation: Int64)
    /// The token was used a moment ago: the same successor again.
    case repeated(generation: Int64)
    /// A copy is about: the session has ended.
    case reused
    /// It had ended before, or its time is over.
    case over
  }

  /// Uses the token of `generation`.
  public mutating func rotate(_ used: Int64, policy: SessionPolicy, now: Timestamp) -> Rotation {
    guard isOpen(policy, now: now), used <= generation, used >= 0 else { return .over }
    if used == generation {
      generation += 1
      rotatedAt = now
      lastSeenAt = now
      return .rotated(generation: generation)
    }
    if used == generation - 1, now.milliseconds - rotatedAt.milliseconds <= policy.graceSeconds * 1000 { return .repeated(generation: generation) }
    close(.reused, now: now)
    return .reused
  }

  public func isOpen(_ policy: SessionPolicy, now: Timestamp) -> Bool {
    endedAt == nil && now < lastSeenAt.adding(seconds: policy.idleSeconds) && now < end(policy)
  }

  /// When it is over whatever happens.
  public func end(_ policy: SessionPolicy) -> Timestamp { createdAt.adding(seconds: policy.absoluteSeconds) }

  public mutating func close(_ end: End, now: Timestamp) {
    guard endedAt == nil else { return }
    endedAt = now
    self.end = end
  }
}
