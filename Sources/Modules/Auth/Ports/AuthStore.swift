public import ForumKernel

/// Where accounts, credentials and sessions live; each method is scoped to one tenant.
public protocol AuthStore: Sendable {
  /// Loads, decides, saves and emits in one durable SERIALIZABLE transaction; `body` cannot await and may run twice.
  func write<Result: Sendable>(
    _ tenant: TenantID, actor: UserID?, _ body: @escaping @Sendable (any AuthTransaction) throws -> Result
  ) async throws -> Result
  func user(_ id: UserID, _ tenant: TenantID) async throws -> User?
  func user(handleKey: String, _ tenant: TenantID) async throws -> User?
  func user(emailKey: String, _ tenant: TenantID) async throws -> User?
  /// The PHC string of the user's password; nil for accounts without one.
  func passwordHash(of user: UserID, _ tenant: TenantID) async throws -> String?
  /// Those whose end has passed too.
  func restrictions(of user: UserID, _ tenant: TenantID) async throws -> [Restriction]
  func session(_ id: SessionID, _ tenant: TenantID) async throws -> Session?
  /// Those that have not ended, newest first; their time may be over.
  func sessions(of user: UserID, _ tenant: TenantID) async throws -> [Session]
  func totpFactor(of user: UserID, _ tenant: TenantID) async throws -> TOTPFactor?
  /// How many recovery codes are left.
  func recoveryCodeCount(of user: UserID, _ tenant: TenantID) async throws -> Int64
  /// Wrong tries for the account, by lane.
  func failures(account: String, _ tenant: TenantID) async throws -> [String: Failures]
}

public protocol AuthTransaction: TransactionContext {
  func user(_ id: UserID) throws -> User?
  func user(handleKey: String) throws -> User?
  func user(emailKey: String) throws -> User?
  func insert(_ user: User) throws
  func update(_ user: User) throws
  /// How many active accounts carry the role.
  func userCount(withRole role: String) throws -> Int64
  func setPasswordHash(_ hash: String, of user: UserID) throws
  /// Those whose end has passed too.
  func restrictions(of user: UserID) throws -> [Restriction]
  /// In the place of one of its kind.
  func put(_ restriction: Restriction, on user: UserID) throws
  /// False when there was none.
  func removeRestriction(_ kind: Restriction.Kind, from user: UserID) throws -> Bool
  func session(_ id: SessionID) throws -> Session?
  /// Those that have not ended, newest first.
  func sessions(of user: UserID) throws -> [Session]
  func insert(_ session: Session) throws
  func update(_ session: Session) throws
  func totpFactor(of user: UserID) throws -> TOTPFactor?
  /// Replaces the one that there is.
  func put(_ factor: TOTPFactor, of user: UserID) throws
  /// With the recovery codes.
  func removeFactors(of user: UserID) throws
  /// Replaces those that there are.
  func putRecoveryCodes(digests: [String], of user: UserID) throws
  /// True when the account has the code and it was not used before.
  func useRecoveryCode(digest: String, of user: UserID) throws -> Bool
  func countFailure(account: String, lane: String) throws
  func forgetFailures(account: String, lane: String) throws
}
