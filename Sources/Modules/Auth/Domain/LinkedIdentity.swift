public import ForumKernel

public enum LinkedIdentityTag {}
public typealias LinkedIdentityID = ID<LinkedIdentityTag>

/// A way into an account by the word of a provider: who it says somebody is, by its own id.
public struct LinkedIdentity: Sendable, Equatable {
  public let id: LinkedIdentityID
  public let userID: UserID
  public let provider: String
  public let issuer: String
  public let subject: String
  public let createdAt: Timestamp

  public init(id: LinkedIdentityID, userID: UserID, provider: String, issuer: String, subject: String, createdAt: Timestamp) {
    self.id = id
    self.userID = userID
    self.provider = provider
    self.issuer = issuer
    self.subject = subject
    self.createdAt = createdAt
  }
}

/// A sign-in that went to a provider and has not ended. Everything that is secret about it is made from its ticket, which only who began has.
public struct ProviderSignIn: Sendable, Equatable {
  /// Of the ticket, under the forum's key.
  public let digest: String
  public let provider: String
  public let redirectURI: String
  /// Who links an identity to their account; nil for who signs in.
  public let userID: UserID?
  public let expiresAt: Timestamp
  /// Whether its code was exchanged, which is done once.
  public var isSpent: Bool
  /// What the provider said.
  public var proven: ProvenIdentity?

  public init(
    digest: String, provider: String, redirectURI: String, userID: UserID?, expiresAt: Timestamp, isSpent: Bool = false, proven: ProvenIdentity? = nil
  ) {
    self.digest = digest
    self.provider = provider
    self.redirectURI = redirectURI
    self.userID = userID
    self.expiresAt = expiresAt
    self.isSpent = isSpent
    self.proven = proven
  }
}

/// Who somebody is, by the word of a provider.
public struct ProvenIdentity: Sendable, Equatable, Codable {
  public let issuer: String
  /// The provider's id of the person; never given to another one.
  public let subject: String
  public let preferredName: String?
  public let displayName: String?
  public let email: String?
  /// Whether the provider knows that the address is the person's.
  public let isEmailProven: Bool

  public init(issuer: String, subject: String, preferredName: String?, displayName: String?, email: String?, isEmailProven: Bool) {
    self.issuer = issuer
    self.subject = subject
    self.preferredName = preferredName
    self.displayName = displayName
    self.email = email
    self.isEmailProven = isEmailProven
  }
}
