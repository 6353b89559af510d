public import ForumKernel

/// An account.
public struct User: Sendable, Equatable {
  public enum State: String, Sendable {
    case active
    /// Made by an import: has posts but no credentials.
    case imported
    case suspended
  }

  public let id: UserID
  public let handle: Handle
  /// nil for imported authors.
  public let email: EmailAddress?
  public var displayName: String
  public var roles: [String]
  public var state: State
  public let createdAt: Timestamp
  public var updatedAt: Timestamp
  public var version: Int64

  public init(
    id: UserID, handle: Handle, email: EmailAddress?, displayName: String, roles: [String], state: State, createdAt: Timestamp, updatedAt: Timestamp,
    version: Int64
  ) {
    self.id = id
    self.handle = handle
    self.email = email
    self.displayName = displayName
    self.roles = roles
    self.state = state
    self.createdAt = createdAt
    self.updatedAt = updatedAt
    self.version = version
  }

  public static func new(
    _ id: UserID, handle: Handle, email: EmailAddress?, displayName: String? = nil, roles: [String] = ["member"], state: State = .active,
    now: Timestamp
  ) -> User {
    User(
      id: id, handle: handle, email: email, displayName: displayName ?? handle.text, roles: roles, state: state, createdAt: now, updatedAt: now,
      version: 1)
  }

  public mutating func rename(_ displayName: String, now: Timestamp) {
    self.displayName = displayName
    updatedAt = now
    version += 1
  }

  /// False when nothing changes.
  public mutating func setRole(_ role: String, granted isGranted: Bool, now: Timestamp) -> Bool {
    guard roles.contains(role) != isGranted else { return false }
    roles = isGranted ? roles + [role] : roles.filter { $0 != role }
    updatedAt = now
    version += 1
    return true
  }
}
