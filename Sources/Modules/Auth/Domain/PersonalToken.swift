public import ForumKernel

public enum PersonalTokenTag {}
public typealias PersonalTokenID = ID<PersonalTokenTag>

/// An access token that somebody made for a program of theirs: it may do what its owner may, within its scopes, until it ends.
public struct PersonalToken: Sendable, Equatable {
  public let id: PersonalTokenID
  public let userID: UserID
  /// What the owner calls it.
  public let name: String
  /// Of its secret part, which is kept nowhere.
  public let digest: String
  public let scopes: Set<Permission>
  public let createdAt: Timestamp
  public let expiresAt: Timestamp

  public init(
    id: PersonalTokenID, userID: UserID, name: String, digest: String, scopes: Set<Permission>, createdAt: Timestamp, expiresAt: Timestamp
  ) {
    self.id = id
    self.userID = userID
    self.name = name
    self.digest = digest
    self.scopes = scopes
    self.createdAt = createdAt
    self.expiresAt = expiresAt
  }
}

/// The text of such a token: a prefix that scanners for leaked secrets can look for, the id, and 160 random bits, both in base 32.
struct PersonalTokenText: Sendable, Equatable {
  static let prefix = "flpat_"

  let id: PersonalTokenID
  let secret: String

  init(id: PersonalTokenID, secret: String) {
    self.id = id
    self.secret = secret
  }

  /// nil for what has another form.
  init?(_ text: String) {
    let parts = text.dropFirst(Self.prefix.count).split(separator: "_", omittingEmptySubsequences: false)
    guard text.hasPrefix(Self.prefix), parts.count == 2, let id = PersonalTokenID(parts[0]), !parts[1].isEmpty else { return nil }
    self.init(id: id, secret: String(parts[1]))
  }

  var text: String { "\(Self.prefix)\(id)_\(secret)" }
}
