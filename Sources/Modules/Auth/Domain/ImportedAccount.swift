/// An account of another program, as its export has it: not checked yet.
public struct ImportedAccount: Sendable, Codable, Equatable {
  public let handle: String
  public let email: String
  public let displayName: String?
  /// Of the old password, as the other program made it; nil when there is none.
  public let passwordHash: String?
  /// RFC 3339.
  public let createdAt: String?

  public init(handle: String, email: String, displayName: String? = nil, passwordHash: String? = nil, createdAt: String? = nil) {
    self.handle = handle
    self.email = email
    self.displayName = displayName
    self.passwordHash = passwordHash
    self.createdAt = createdAt
  }
}

/// What became of it.
public enum AccountOutcome: Sendable, Equatable {
  /// `changes`: what of it is not as it was, in a few words each.
  case created(changes: [String] = [])
  /// There is an account of this handle with this address.
  case known
  case skipped(reason: String)
}
