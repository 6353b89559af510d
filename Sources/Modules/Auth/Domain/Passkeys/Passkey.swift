public import ForumKernel

public enum PasskeyTag {}
public typealias PasskeyID = ID<PasskeyTag>

/// The public half of a key pair that an authenticator keeps for one account (WebAuthn): a phone, a security key, a password manager.
public struct Passkey: Sendable, Equatable {
  public let id: PasskeyID
  public let userID: UserID
  /// By which its authenticator knows it, in base64url; once in a tenant.
  public let credentialID: String
  /// The domain that it was made for.
  public let relyingParty: String
  public let key: PasskeyKey
  /// The model of its authenticator as a UUID, as far as it says one.
  public let model: String
  /// How browsers reach the authenticator: `internal`, `hybrid`, `usb` and the like.
  public let transports: [String]
  /// What the owner calls it.
  public private(set) var name: String
  /// Fixed when it is made: whether its keeper may copy it to other devices.
  public let isBackupEligible: Bool
  public private(set) var isBackedUp: Bool
  /// How often its authenticator says that it signed; 0 for those that do not count.
  public private(set) var signCount: Int64
  public let createdAt: Timestamp
  public private(set) var lastUsedAt: Timestamp?
  /// Since when its counter tells of a copy. It is not taken any more, and can only be removed.
  public private(set) var suspectedAt: Timestamp?
  public private(set) var version: Int64

  public init(
    id: PasskeyID, userID: UserID, credentialID: String, relyingParty: String, key: PasskeyKey, model: String, transports: [String], name: String,
    isBackupEligible: Bool, isBackedUp: Bool, signCount: Int64, createdAt: Timestamp, lastUsedAt: Timestamp? = nil, suspectedAt: Timestamp? = nil,
    version: Int64 = 1
  ) {
    self.id = id
    self.userID = userID
    self.credentialID = credentialID
    self.relyingParty = relyingParty
    self.key = key
    self.model = model
    self.transports = transports
    self.name = name
    self.isBackupEligible = isBackupEligible
    self.isBackedUp = isBackedUp
    self.signCount = signCount
    self.createdAt = createdAt
    self.lastUsedAt = lastUsedAt
    self.suspectedAt = suspectedAt
    self.version = version
  }

  /// The owner names it anew.
  public mutating func rename(_ name: String) {
    self.name = name
    version += 1
  }

  /// Takes note of an answer whose signature is right. Throws `suspected`; `counterWentBack`, after which it is under suspicion and must be saved;
  /// `backupWrong` when what never changes has changed.
  mutating func use(signCount count: Int64, isBackupEligible: Bool, isBackedUp: Bool, now: Timestamp) throws(PasskeyFault) {
    guard suspectedAt == nil else { throw .suspected }
    guard isBackupEligible == self.isBackupEligible else { throw .backupWrong }
    guard count > signCount || (count == 0 && signCount == 0) else {
      suspectedAt = now
      version += 1
      throw .counterWentBack
    }
    if isBackedUp != self.isBackedUp { version += 1 }
    self.isBackedUp = isBackedUp
    signCount = count
    lastUsedAt = now
  }
}
