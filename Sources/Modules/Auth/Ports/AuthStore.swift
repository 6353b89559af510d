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
  /// Whether somebody has to show more than the password to sign in: an app that was confirmed, or a passkey.
  func hasSecondFactor(_ user: UserID, _ tenant: TenantID) async throws -> Bool
  /// Oldest first, also those under suspicion.
  func passkeys(of user: UserID, _ tenant: TenantID) async throws -> [Passkey]
  func passkey(credentialID: String, _ tenant: TenantID) async throws -> Passkey?
  /// How many recovery codes are left.
  func recoveryCodeCount(of user: UserID, _ tenant: TenantID) async throws -> Int64
  func gate(of user: UserID, _ tenant: TenantID) async throws -> AccountGate?
  /// nil: the account is open.
  func closure(of user: UserID, _ tenant: TenantID) async throws -> AccountClosure?
  /// Active accounts, the oldest first, at most `AuthLimits.waitingShown`.
  func usersWaiting(for gate: AccountGate, _ tenant: TenantID) async throws -> [User]
  func mailLink(_ id: MailLinkID, _ tenant: TenantID) async throws -> MailLink?
  /// Those that nobody has used and whose time is not over, newest first.
  func openInvitations(_ tenant: TenantID, now: Timestamp, _ page: PageRequest) async throws -> Page<Invitation>
  /// Where the consumer of this name stands.
  func position(of consumer: String) async throws -> StreamPosition?
  func personalToken(_ id: PersonalTokenID, _ tenant: TenantID) async throws -> PersonalToken?
  /// Newest first.
  func personalTokens(of user: UserID, _ tenant: TenantID) async throws -> [PersonalToken]
  /// Wrong tries for the account, by lane.
  func failures(account: String, _ tenant: TenantID) async throws -> [String: Failures]
  /// Oldest first.
  func identities(of user: UserID, _ tenant: TenantID) async throws -> [LinkedIdentity]
}

public protocol AuthTransaction: ConsumerTransaction {
  func user(_ id: UserID) throws -> User?
  func user(handleKey: String) throws -> User?
  func user(emailKey: String) throws -> User?
  func insert(_ user: User) throws
  func update(_ user: User) throws
  /// The active accounts that carry the role, also those that are suspended for now.
  func users(withRole role: String) throws -> [UserID]
  /// Whether a handle of an account can be mistaken for one with this skeleton.
  func hasUser(skeleton: String) throws -> Bool
  func setEmail(_ email: EmailAddress, of user: UserID) throws
  func gate(of user: UserID) throws -> AccountGate?
  /// nil opens the way.
  func setGate(_ gate: AccountGate?, of user: UserID) throws
  func closure(of user: UserID) throws -> AccountClosure?
  /// nil opens the account again.
  func setClosure(_ closure: AccountClosure?, of user: UserID) throws
  /// Whether the digest is that of the name of an account that was erased.
  func isErased(name digest: String) throws -> Bool
  func mailLink(_ id: MailLinkID) throws -> MailLink?
  func insert(_ link: MailLink) throws
  func update(_ link: MailLink) throws
  /// How many were made for the address, by whomever.
  func mailLinkCount(email: EmailAddress, since: Timestamp) throws -> Int64
  func invitation(_ id: InvitationID) throws -> Invitation?
  func insert(_ invitation: Invitation) throws
  func update(_ invitation: Invitation) throws
  func openInvitationCount(now: Timestamp) throws -> Int64
  func delete(_ invitation: Invitation) throws
  func personalTokens(of user: UserID) throws -> [PersonalToken]
  func insert(_ token: PersonalToken) throws
  /// False when the user has none with this id.
  func deletePersonalToken(_ id: PersonalTokenID, of user: UserID) throws -> Bool
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
  func hasSecondFactor(_ user: UserID) throws -> Bool
  /// Replaces the one that there is.
  func put(_ factor: TOTPFactor, of user: UserID) throws
  func removeTOTPFactor(of user: UserID) throws
  func removeRecoveryCodes(of user: UserID) throws
  /// Replaces those that there are.
  func putRecoveryCodes(digests: [String], of user: UserID) throws
  /// True when the account has the code and it was not used before.
  func useRecoveryCode(digest: String, of user: UserID) throws -> Bool
  /// Oldest first, also those under suspicion.
  func passkeys(of user: UserID) throws -> [Passkey]
  func passkey(_ id: PasskeyID) throws -> Passkey?
  func passkey(credentialID: String) throws -> Passkey?
  func insert(_ passkey: Passkey) throws
  func update(_ passkey: Passkey) throws
  func delete(_ passkey: Passkey) throws
  /// False when the challenge was used before, on whatever node.
  func spend(_ challenge: PasskeyChallenge) throws -> Bool
  /// Wrong tries for the account, by lane.
  func failures(account: String) throws -> [String: Failures]
  func countFailure(account: String, lane: String) throws
  func forgetFailures(account: String, lane: String) throws
  func forgetFailures(account: String) throws
  func identity(issuer: String, subject: String) throws -> LinkedIdentity?
  /// Oldest first.
  func identities(of user: UserID) throws -> [LinkedIdentity]
  func insert(_ identity: LinkedIdentity) throws
  /// False when the user has none with this id.
  func deleteIdentity(_ id: LinkedIdentityID, of user: UserID) throws -> Bool
  func providerSignIn(digest: String) throws -> ProviderSignIn?
  func insert(_ signIn: ProviderSignIn) throws
  func update(_ signIn: ProviderSignIn) throws
  func deleteProviderSignIn(digest: String) throws
  /// Those that are not over.
  func openProviderSignInCount() throws -> Int64
}
