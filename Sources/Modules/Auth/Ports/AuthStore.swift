public import ForumKernel

/// Where accounts, credentials and sessions live; each method is scoped to one tenant.
public protocol AuthStore: Sendable {
  /// Loads, decides, saves and emits in one durable SERIALIZABLE transaction; `body` cannot await and may run twice.
  func write<Result: Sendable>(
    _ tenant: TenantID, actor: UserID?, _ body: @escaping @Sendable (any AuthTransaction) throws -> Result
  ) async throws -> Result
  /// nil when the tenant has no account of this id, as after an erasure; those that are suspended, closed or still asleep are there.
  func user(_ id: UserID, _ tenant: TenantID) async throws -> User?
  /// By `Handle.key`, in small letters; nil when nobody has the handle.
  func user(handleKey: String, _ tenant: TenantID) async throws -> User?
  /// By `EmailAddress.key`, in small letters; nil when no account has the address.
  func user(emailKey: String, _ tenant: TenantID) async throws -> User?
  /// The PHC string of the user's password; nil for accounts without one.
  func passwordHash(of user: UserID, _ tenant: TenantID) async throws -> String?
  /// Those whose end has passed too.
  func restrictions(of user: UserID, _ tenant: TenantID) async throws -> [Restriction]
  /// Also one that has ended or whose time is over, until it is swept away; nil for one that never was.
  func session(_ id: SessionID, _ tenant: TenantID) async throws -> Session?
  /// Those that have not ended, newest first; their time may be over.
  func sessions(of user: UserID, _ tenant: TenantID) async throws -> [Session]
  /// The user's authenticator app, also one that was never confirmed; nil without one.
  func totpFactor(of user: UserID, _ tenant: TenantID) async throws -> TOTPFactor?
  /// Whether somebody has to show more than the password to sign in: an app that was confirmed, or a passkey.
  func hasSecondFactor(_ user: UserID, _ tenant: TenantID) async throws -> Bool
  /// Oldest first, also those under suspicion.
  func passkeys(of user: UserID, _ tenant: TenantID) async throws -> [Passkey]
  /// By the id that the authenticator gave it, also one under suspicion. Throws `unavailable` (`passkey_unreadable`) for a key that can't be read.
  func passkey(credentialID: String, _ tenant: TenantID) async throws -> Passkey?
  /// How many recovery codes are left.
  func recoveryCodeCount(of user: UserID, _ tenant: TenantID) async throws -> Int64
  /// nil: nothing of this kind keeps the account from signing in.
  func gate(of user: UserID, _ tenant: TenantID) async throws -> AccountGate?
  /// nil: the account is open.
  func closure(of user: UserID, _ tenant: TenantID) async throws -> AccountClosure?
  /// Active accounts, the oldest first, at most `AuthLimits.waitingShown`.
  func usersWaiting(for gate: AccountGate, _ tenant: TenantID) async throws -> [User]
  /// Also one that was used or is past its time, until it is swept away.
  func mailLink(_ id: MailLinkID, _ tenant: TenantID) async throws -> MailLink?
  /// Those that nobody has used and whose time is not over, newest first.
  func openInvitations(_ tenant: TenantID, now: Timestamp, _ page: PageRequest) async throws -> Page<Invitation>
  /// Where the consumer of this name stands.
  func position(of consumer: String) async throws -> StreamPosition?
  /// Also one that has expired, until it is swept away; nil for one that its owner took back.
  func personalToken(_ id: PersonalTokenID, _ tenant: TenantID) async throws -> PersonalToken?
  /// Newest first.
  func personalTokens(of user: UserID, _ tenant: TenantID) async throws -> [PersonalToken]
  /// Wrong tries for the account, by lane.
  func failures(account: String, _ tenant: TenantID) async throws -> [String: Failures]
  /// Oldest first.
  func identities(of user: UserID, _ tenant: TenantID) async throws -> [LinkedIdentity]
}

public protocol AuthTransaction: ConsumerTransaction {
  /// nil when the tenant has no account of this id, as after an erasure.
  func user(_ id: UserID) throws -> User?
  /// By `Handle.key`, in small letters; nil when nobody has the handle.
  func user(handleKey: String) throws -> User?
  /// By `EmailAddress.key`, in small letters; nil when no account has the address.
  func user(emailKey: String) throws -> User?
  /// Its handle and address must be free. Throws `forbidden` (`quota_exhausted`) beyond the tenant's members.
  func insert(_ user: User) throws
  /// Display name, roles, state and version. The handle never changes, and the address by `setEmail` alone.
  func update(_ user: User) throws
  /// The active accounts that carry the role, also those that are suspended for now.
  func users(withRole role: String) throws -> [UserID]
  /// Whether a handle of an account can be mistaken for one with this skeleton.
  func hasUser(skeleton: String) throws -> Bool
  /// The address must be free; the account's version is raised.
  func setEmail(_ email: EmailAddress, of user: UserID) throws
  /// nil: nothing of this kind keeps the account from signing in.
  func gate(of user: UserID) throws -> AccountGate?
  /// nil opens the way.
  func setGate(_ gate: AccountGate?, of user: UserID) throws
  /// nil: the account is open.
  func closure(of user: UserID) throws -> AccountClosure?
  /// nil opens the account again.
  func setClosure(_ closure: AccountClosure?, of user: UserID) throws
  /// Whether the digest is that of the name of an account that was erased.
  func isErased(name digest: String) throws -> Bool
  /// Also one that was used or is past its time, until it is swept away.
  func mailLink(_ id: MailLinkID) throws -> MailLink?
  /// It begins unused, made at the time of this transaction.
  func insert(_ link: MailLink) throws
  /// Its `usedAt`, and nothing else.
  func update(_ link: MailLink) throws
  /// How many were made for the address, by whomever.
  func mailLinkCount(email: EmailAddress, since: Timestamp) throws -> Int64
  /// Also one that was used or has expired; nil for one that was taken back.
  func invitation(_ id: InvitationID) throws -> Invitation?
  /// It begins unused.
  func insert(_ invitation: Invitation) throws
  /// Its `usedBy`, and nothing else.
  func update(_ invitation: Invitation) throws
  /// Those that nobody has used and that end after `now`.
  func openInvitationCount(now: Timestamp) throws -> Int64
  /// Nothing happens when it is gone already.
  func delete(_ invitation: Invitation) throws
  /// Newest first, also those that have expired and are not swept away yet.
  func personalTokens(of user: UserID) throws -> [PersonalToken]
  /// Keeps what the token says of itself, with the digest of its secret part.
  func insert(_ token: PersonalToken) throws
  /// False when the user has none with this id.
  func deletePersonalToken(_ id: PersonalTokenID, of user: UserID) throws -> Bool
  /// A PHC string, in the place of the one that there is, if any.
  func setPasswordHash(_ hash: String, of user: UserID) throws
  /// Those whose end has passed too.
  func restrictions(of user: UserID) throws -> [Restriction]
  /// In the place of one of its kind.
  func put(_ restriction: Restriction, on user: UserID) throws
  /// False when there was none.
  func removeRestriction(_ kind: Restriction.Kind, from user: UserID) throws -> Bool
  /// Also one that has ended or whose time is over, until it is swept away.
  func session(_ id: SessionID) throws -> Session?
  /// Those that have not ended, newest first.
  func sessions(of user: UserID) throws -> [Session]
  /// Keeps a new session as it is, with its end when it has one.
  func insert(_ session: Session) throws
  /// Device name, generation, end, and when it was last seen and renewed; whose it is and where it began stay.
  func update(_ session: Session) throws
  /// Also one that was never confirmed; nil without one.
  func totpFactor(of user: UserID) throws -> TOTPFactor?
  /// Whether there is an app that was confirmed, or a passkey.
  func hasSecondFactor(_ user: UserID) throws -> Bool
  /// Replaces the one that there is.
  func put(_ factor: TOTPFactor, of user: UserID) throws
  /// Confirmed or not; nothing happens without one.
  func removeTOTPFactor(of user: UserID) throws
  /// All of them, used ones too.
  func removeRecoveryCodes(of user: UserID) throws
  /// Replaces those that there are.
  func putRecoveryCodes(digests: [String], of user: UserID) throws
  /// True when the account has the code and it was not used before.
  func useRecoveryCode(digest: String, of user: UserID) throws -> Bool
  /// Oldest first, also those under suspicion.
  func passkeys(of user: UserID) throws -> [Passkey]
  /// Of whichever account of the tenant, also one under suspicion. Throws `unavailable` (`passkey_unreadable`) for a key that can't be read.
  func passkey(_ id: PasskeyID) throws -> Passkey?
  /// By the id that the authenticator gave it; otherwise as by its own id.
  func passkey(credentialID: String) throws -> Passkey?
  /// It begins unused and free of suspicion. The tenant must not have its `credentialID` yet.
  func insert(_ passkey: Passkey) throws
  /// Name, backup, counter, last use, suspicion and version; its key never changes.
  func update(_ passkey: Passkey) throws
  /// Nothing happens when it is gone already.
  func delete(_ passkey: Passkey) throws
  /// False when the challenge was used before, on whatever node.
  func spend(_ challenge: PasskeyChallenge) throws -> Bool
  /// Wrong tries for the account, by lane.
  func failures(account: String) throws -> [String: Failures]
  /// One more wrong try in this lane, at the time of this transaction.
  func countFailure(account: String, lane: String) throws
  /// The wrong tries of one lane; nothing happens without any.
  func forgetFailures(account: String, lane: String) throws
  /// The wrong tries of all lanes.
  func forgetFailures(account: String) throws
  /// Whose account this person of the issuer opens; nil when they are linked to none of the tenant.
  func identity(issuer: String, subject: String) throws -> LinkedIdentity?
  /// Oldest first.
  func identities(of user: UserID) throws -> [LinkedIdentity]
  /// No account of the tenant may have its issuer and subject yet.
  func insert(_ identity: LinkedIdentity) throws
  /// False when the user has none with this id.
  func deleteIdentity(_ id: LinkedIdentityID, of user: UserID) throws -> Bool
  /// By the digest of its ticket, also one that is spent or whose time is over; nil for one that was made use of or swept away.
  func providerSignIn(digest: String) throws -> ProviderSignIn?
  /// Its digest must be new to the tenant.
  func insert(_ signIn: ProviderSignIn) throws
  /// Whether it is spent and what the provider said, and nothing else.
  func update(_ signIn: ProviderSignIn) throws
  /// Nothing happens when it is gone already.
  func deleteProviderSignIn(digest: String) throws
  /// Those that are not over.
  func openProviderSignInCount() throws -> Int64
}
