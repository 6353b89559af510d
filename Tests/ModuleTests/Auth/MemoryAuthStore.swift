import Auth
import ForumKernel
import Synchronization

/// The accounts of one process: writes run one after the other, and one that throws changes nothing.
final class MemoryAuthStore: AuthStore {
  struct State {
    var users: [UserID: (tenant: TenantID, user: User)] = [:]
    var hashes: [UserID: String] = [:]
    var sessions: [SessionID: (tenant: TenantID, session: Session)] = [:]
    var factors: [UserID: TOTPFactor] = [:]
    var recoveryCodes: [UserID: Set<String>] = [:]
    var passkeys: [PasskeyID: (tenant: TenantID, passkey: Passkey)] = [:]
    var spent: Set<String> = []
    var failures: [String: [String: Failures]] = [:]
    var restrictions: [UserID: [Restriction]] = [:]
    var gates: [UserID: AccountGate] = [:]
    var closures: [UserID: AccountClosure] = [:]
    var links: [MailLinkID: (tenant: TenantID, link: MailLink, createdAt: Timestamp)] = [:]
    var tokens: [PersonalTokenID: (tenant: TenantID, token: PersonalToken)] = [:]
    var identities: [LinkedIdentity] = []
    var signIns: [String: ProviderSignIn] = [:]
    var invitations: [InvitationID: Invitation] = [:]
    var positions: [String: StreamPosition] = [:]
    var events: [String] = []
    var isAway = false
    var refusesReads = false
  }

  private let state = Mutex(State())
  private let clock: ManualClock
  private let ids: IDGenerator

  init(clock: ManualClock) {
    self.clock = clock
    ids = IDGenerator(clock: clock)
  }

  /// Whether reads fail as those of a database that can't be reached.
  var isAway: Bool {
    get { state.withLock { $0.isAway } }
    set { state.withLock { $0.isAway = newValue } }
  }

  /// Whether a read fails with `asked`, for tests of what needs none.
  var refusesReads: Bool {
    get { state.withLock { $0.refusesReads } }
    set { state.withLock { $0.refusesReads = newValue } }
  }

  /// Types of all events, oldest first.
  var events: [String] { state.withLock { $0.events } }

  var links: [MailLink] { state.withLock { $0.links.values.map(\.link) } }

  func write<Result: Sendable>(
    _ tenant: TenantID, actor: UserID?, _ body: @escaping @Sendable (any AuthTransaction) throws -> Result
  ) async throws -> Result {
    try state.withLock { state in
      let transaction = MemoryAuthTransaction(state: state, tenant: tenant, actor: actor, now: clock.now, ids: ids)
      let result = try body(transaction)
      state = transaction.state
      return result
    }
  }

  private func read<Result: Sendable>(_ tenant: TenantID, _ body: (MemoryAuthTransaction) throws -> Result) throws -> Result {
    let state = state.withLock { $0 }
    if state.refusesReads { throw AppError(.conflict, "asked", "The store was asked.") }
    if state.isAway { throw AppError(.unavailable, "store_unreachable", "Away.") }
    return try body(MemoryAuthTransaction(state: state, tenant: tenant, actor: nil, now: clock.now, ids: ids))
  }

  func user(_ id: UserID, _ tenant: TenantID) async throws -> User? { try read(tenant) { try $0.user(id) } }
  func user(handleKey: String, _ tenant: TenantID) async throws -> User? { try read(tenant) { try $0.user(handleKey: handleKey) } }
  func user(emailKey: String, _ tenant: TenantID) async throws -> User? { try read(tenant) { try $0.user(emailKey: emailKey) } }
  func passwordHash(of user: UserID, _ tenant: TenantID) async throws -> String? {
    try read(tenant) { try $0.user(user) == nil ? nil : $0.state.hashes[user] }
  }
  func restrictions(of user: UserID, _ tenant: TenantID) async throws -> [Restriction] { try read(tenant) { try $0.restrictions(of: user) } }
  func session(_ id: SessionID, _ tenant: TenantID) async throws -> Session? { try read(tenant) { try $0.session(id) } }
  func sessions(of user: UserID, _ tenant: TenantID) async throws -> [Session] { try read(tenant) { try $0.sessions(of: user) } }
  func totpFactor(of user: UserID, _ tenant: TenantID) async throws -> TOTPFactor? { try read(tenant) { try $0.totpFactor(of: user) } }
  func hasSecondFactor(_ user: UserID, _ tenant: TenantID) async throws -> Bool { try read(tenant) { try $0.hasSecondFactor(user) } }
  func passkeys(of user: UserID, _ tenant: TenantID) async throws -> [Passkey] { try read(tenant) { try $0.passkeys(of: user) } }
  func passkey(credentialID: String, _ tenant: TenantID) async throws -> Passkey? {
    try read(tenant) { try $0.passkey(credentialID: credentialID) }
  }
  func recoveryCodeCount(of user: UserID, _ tenant: TenantID) async throws -> Int64 {
    try read(tenant) { Int64($0.state.recoveryCodes[user]?.count ?? 0) }
  }
  func gate(of user: UserID, _ tenant: TenantID) async throws -> AccountGate? {
    try read(tenant) { try $0.gate(of: user) }
  }
  func closure(of user: UserID, _ tenant: TenantID) async throws -> AccountClosure? { try read(tenant) { try $0.closure(of: user) } }
  func usersWaiting(for gate: AccountGate, _ tenant: TenantID) async throws -> [User] {
    try read(tenant) { transaction in
      try transaction.state.gates.filter { $0.value == gate }.keys.sorted().compactMap {
        try transaction.user($0)
      }.filter { $0.state == .active }
    }
  }
  func personalToken(_ id: PersonalTokenID, _ tenant: TenantID) async throws -> PersonalToken? {
    try read(tenant) { $0.state.tokens[id].flatMap { $0.tenant == tenant ? $0.token : nil } }
  }
  func personalTokens(of user: UserID, _ tenant: TenantID) async throws -> [PersonalToken] { try read(tenant) { try $0.personalTokens(of: user) } }
  func mailLink(_ id: MailLinkID, _ tenant: TenantID) async throws -> MailLink? {
    try read(tenant) { try $0.mailLink(id) }
  }
  func openInvitations(_ tenant: TenantID, now: Timestamp, _ page: PageRequest) async throws -> Page<Invitation> {
    let open = state.withLock { $0.invitations.values.filter { $0.isOpen(now: now) }.sorted { $0.id > $1.id } }
    return Page(fetched: open, limit: page.limit) { PagePosition(key: $0.createdAt.milliseconds, id: $0.id.raw) }
  }
  func identities(of user: UserID, _ tenant: TenantID) async throws -> [LinkedIdentity] { try read(tenant) { try $0.identities(of: user) } }
  func position(of consumer: String) async throws -> StreamPosition? {
    state.withLock { $0.positions[consumer] }
  }
  func failures(account: String, _ tenant: TenantID) async throws -> [String: Failures] { try read(tenant) { $0.state.failures[account] ?? [:] } }
}

private final class MemoryAuthTransaction: AuthTransaction {
  var state: MemoryAuthStore.State
  let tenant: TenantID
  let actor: UserID?
  let now: Timestamp
  private let ids: IDGenerator

  init(state: MemoryAuthStore.State, tenant: TenantID, actor: UserID?, now: Timestamp, ids: IDGenerator) {
    self.state = state
    self.tenant = tenant
    self.actor = actor
    self.now = now
    self.ids = ids
  }

  func newID<Entity>() -> ID<Entity> { ids.next() }
  func emit<Event: DomainEvent>(_ event: Event) throws { state.events.append(Event.type) }
  func audit(_ entry: AuditEntry) throws {}
  func once<Result: Codable & Sendable>(_ claim: IdempotencyClaim?, _ body: () throws -> Result) throws -> Result { try body() }

  private var users: [User] { state.users.values.filter { $0.tenant == tenant }.map(\.user) }

  func user(_ id: UserID) throws -> User? { users.first { $0.id == id } }
  func user(handleKey: String) throws -> User? { users.first { $0.handle.key == handleKey } }
  func user(emailKey: String) throws -> User? { users.first { $0.email?.key == emailKey } }
  func insert(_ user: User) throws { state.users[user.id] = (tenant, user) }
  func update(_ user: User) throws { state.users[user.id] = (tenant, user) }
  func users(withRole role: String) throws -> [UserID] { users.filter { $0.roles.contains(role) && $0.state == .active }.map(\.id) }
  func setPasswordHash(_ hash: String, of user: UserID) throws { state.hashes[user] = hash }

  func restrictions(of user: UserID) throws -> [Restriction] { state.restrictions[user] ?? [] }
  func put(_ restriction: Restriction, on user: UserID) throws {
    _ = try removeRestriction(restriction.kind, from: user)
    state.restrictions[user, default: []].append(restriction)
  }
  func removeRestriction(_ kind: Restriction.Kind, from user: UserID) throws -> Bool {
    let before = state.restrictions[user] ?? []
    state.restrictions[user] = before.filter { $0.kind != kind }
    return before.contains { $0.kind == kind }
  }

  func session(_ id: SessionID) throws -> Session? { state.sessions[id].flatMap { $0.tenant == tenant ? $0.session : nil } }
  func sessions(of user: UserID) throws -> [Session] {
    state.sessions.values.filter { $0.tenant == tenant && $0.session.userID == user && $0.session.endedAt == nil }.map(\.session)
      .sorted { $0.id > $1.id }
  }
  func insert(_ session: Session) throws { state.sessions[session.id] = (tenant, session) }
  func update(_ session: Session) throws { state.sessions[session.id] = (tenant, session) }

  func totpFactor(of user: UserID) throws -> TOTPFactor? { state.factors[user] }
  func put(_ factor: TOTPFactor, of user: UserID) throws { state.factors[user] = factor }
  func removeTOTPFactor(of user: UserID) throws { state.factors[user] = nil }
  func removeRecoveryCodes(of user: UserID) throws { state.recoveryCodes[user] = nil }
  private var passkeys: [Passkey] { state.passkeys.values.filter { $0.tenant == tenant }.map(\.passkey) }
  func hasSecondFactor(_ user: UserID) throws -> Bool { try state.factors[user]?.confirmedAt != nil || !passkeys(of: user).isEmpty }
  func passkeys(of user: UserID) throws -> [Passkey] { passkeys.filter { $0.userID == user }.sorted { $0.id < $1.id } }
  func passkey(_ id: PasskeyID) throws -> Passkey? { passkeys.first { $0.id == id } }
  func passkey(credentialID: String) throws -> Passkey? { passkeys.first { $0.credentialID == credentialID } }
  func insert(_ passkey: Passkey) throws { state.passkeys[passkey.id] = (tenant, passkey) }
  func update(_ passkey: Passkey) throws { state.passkeys[passkey.id] = (tenant, passkey) }
  func delete(_ passkey: Passkey) throws { state.passkeys[passkey.id] = nil }
  func spend(_ challenge: PasskeyChallenge) throws -> Bool { state.spent.insert("\(tenant) \(challenge.text)").inserted }
  func putRecoveryCodes(digests: [String], of user: UserID) throws { state.recoveryCodes[user] = Set(digests) }
  func useRecoveryCode(digest: String, of user: UserID) throws -> Bool { state.recoveryCodes[user]?.remove(digest) != nil }
  func countFailure(account: String, lane: String) throws {
    let count = state.failures[account]?[lane]?.count ?? 0
    state.failures[account, default: [:]][lane] = Failures(count: count + 1, lastAt: now)
  }
  func failures(account: String) throws -> [String: Failures] { state.failures[account] ?? [:] }
  func forgetFailures(account: String, lane: String) throws { state.failures[account]?[lane] = nil }
  func forgetFailures(account: String) throws {
    state.failures[account] = nil
  }

  func personalTokens(of user: UserID) throws -> [PersonalToken] {
    state.tokens.values.filter { $0.tenant == tenant && $0.token.userID == user }.map(\.token).sorted { $0.id > $1.id }
  }
  func insert(_ token: PersonalToken) throws { state.tokens[token.id] = (tenant, token) }
  func deletePersonalToken(_ id: PersonalTokenID, of user: UserID) throws -> Bool {
    guard let known = state.tokens[id], known.tenant == tenant, known.token.userID == user else { return false }
    state.tokens[id] = nil
    return true
  }
  func identity(issuer: String, subject: String) throws -> LinkedIdentity? {
    state.identities.first { $0.issuer == issuer && $0.subject == subject }
  }
  func identities(of user: UserID) throws -> [LinkedIdentity] { state.identities.filter { $0.userID == user } }
  func insert(_ identity: LinkedIdentity) throws { state.identities.append(identity) }
  func deleteIdentity(_ id: LinkedIdentityID, of user: UserID) throws -> Bool {
    let count = state.identities.count
    state.identities.removeAll { $0.id == id && $0.userID == user }
    return state.identities.count < count
  }
  func providerSignIn(digest: String) throws -> ProviderSignIn? { state.signIns[digest] }
  func insert(_ signIn: ProviderSignIn) throws { state.signIns[signIn.digest] = signIn }
  func update(_ signIn: ProviderSignIn) throws { state.signIns[signIn.digest] = signIn }
  func deleteProviderSignIn(digest: String) throws { state.signIns[digest] = nil }
  func openProviderSignInCount() throws -> Int64 { Int64(state.signIns.values.count { now < $0.expiresAt }) }
  func hasUser(skeleton: String) throws -> Bool {
    users.contains { $0.handle.skeleton == skeleton }
  }
  func setEmail(_ email: EmailAddress, of user: UserID) throws {
    guard let (_, old) = state.users[user] else { return }
    let changed = User(
      id: old.id, handle: old.handle, email: email, displayName: old.displayName, roles: old.roles,
      state: old.state, createdAt: old.createdAt,
      updatedAt: now, version: old.version + 1)
    state.users[user] = (tenant, changed)
  }
  func gate(of user: UserID) throws -> AccountGate? { state.gates[user] }
  func setGate(_ gate: AccountGate?, of user: UserID) throws { state.gates[user] = gate }
  func closure(of user: UserID) throws -> AccountClosure? { state.closures[user] }
  func setClosure(_ closure: AccountClosure?, of user: UserID) throws { state.closures[user] = closure }
  func isErased(name digest: String) throws -> Bool { false }
  func mailLink(_ id: MailLinkID) throws -> MailLink? {
    state.links[id].flatMap { $0.tenant == tenant ? $0.link : nil }
  }
  func insert(_ link: MailLink) throws { state.links[link.id] = (tenant, link, now) }
  func update(_ link: MailLink) throws { state.links[link.id]?.link = link }
  func mailLinkCount(email: EmailAddress, since: Timestamp) throws -> Int64 {
    Int64(
      state.links.values.count {
        $0.tenant == tenant && $0.link.email.key == email.key && $0.createdAt >= since
      })
  }
  func invitation(_ id: InvitationID) throws -> Invitation? { state.invitations[id] }
  func insert(_ invitation: Invitation) throws { state.invitations[invitation.id] = invitation }
  func update(_ invitation: Invitation) throws { state.invitations[invitation.id] = invitation }
  func delete(_ invitation: Invitation) throws { state.invitations[invitation.id] = nil }
  func openInvitationCount(now: Timestamp) throws -> Int64 {
    Int64(state.invitations.values.count { $0.usedBy == nil && $0.expiresAt > now })
  }
  func lockPosition(of consumer: String) {}
  func position(of consumer: String) throws -> StreamPosition? { state.positions[consumer] }
  func setPosition(_ position: StreamPosition, of consumer: String) throws {
    state.positions[consumer] = position
  }
}
