import Auth
import ForumKernel
import Support
import Synchronization

/// An auth module over memory, with a hasher that counts and tokens that anybody can read.
struct AuthBench {
  let clock = ManualClock()
  let store: MemoryAuthStore
  let hasher = CountingHasher()
  let module: AuthModule
  let tenant: TenantID
  let mailer = MemoryMailer()
  /// nil: the node is alone.
  let cache: MemoryCache?
  let device = Device(name: "phone", network: "192.0.2.0/24")

  /// `isShared`: other nodes have the same store and cache, and may not be able to tell of what they change.
  init(_ registration: RegistrationPolicy = RegistrationPolicy(), isShared: Bool = false) {
    store = MemoryAuthStore(clock: clock)
    tenant = IDGenerator(clock: clock).next()
    cache = isShared ? MemoryCache(capacityBytes: 1 << 20, clock: clock) : nil
    module = Self.module(store, hasher, mailer, cache, clock, registration)
  }

  private static func module(
    _ store: MemoryAuthStore, _ hasher: CountingHasher, _ mailer: MemoryMailer, _ cache: MemoryCache?, _ clock: ManualClock,
    _ registration: RegistrationPolicy
  ) -> AuthModule {
    var policy = SessionPolicy()
    policy.rememberedSeconds = cache == nil ? nil : 1
    return AuthModule(
      store: store, hasher: hasher, issuer: ReadableTokens(), secrets: ReadableSecrets(), roles: MemberRole(), names: NoWatch(), policy: policy,
      sharedCache: cache, registration: registration, mailer: mailer, mailText: AccountMailText(linkTemplate: ""), privacy: NoPrivacyStore(),
      signatures: NoSignatures(),
      relyingParty: { _, _ in RelyingParty(id: "forum.example.org", name: "Forum", origins: ["https://forum.example.org"]) },
      clock: clock)
  }

  /// A module over the same store and cache, as another node has it.
  func otherNode() -> AuthModule { Self.module(store, hasher, mailer, cache, clock, RegistrationPolicy()) }

  func register(_ handle: String) async throws -> User {
    let registration = Registration(handle: handle, email: "\(handle)@example.org", password: "a good pass phrase", displayName: nil)
    return try await module.registerUser(registration, tenant: tenant)
  }

  func logIn(_ login: String, _ password: String = "a good pass phrase") async throws -> SignedIn {
    try await module.logIn(login: login, password: password, from: device, tenant: tenant)
  }
}

final class CountingHasher: PasswordHasher {
  private let verifications = Mutex(0)
  var count: Int { verifications.withLock { $0 } }

  func hash(_ password: String) async throws -> String { "plain:\(password)" }
  func verify(_ password: String, against hash: String) async throws -> Bool {
    verifications.withLock { $0 += 1 }
    return hash == "plain:\(password)"
  }
  func fault(ofImported hash: String) -> String? { nil }
  func needsRehash(_ hash: String) -> Bool { false }
  let dummyHash = "plain:\u{0}"
}

/// No signature is valid: what passkeys do is tested with a whole forum.
struct NoSignatures: PasskeySignatures {
  func sha256(_ bytes: [UInt8]) -> [UInt8] { bytes }
  func isValid(_ signature: [UInt8], of message: [UInt8], by key: PasskeyKey) -> Bool { false }
  func isUsable(_ key: PasskeyKey) -> Bool { false }
}

/// Every name is fine.
struct NoWatch: NameWatch {
  func refusedWord(in name: String, tenant: TenantID) async throws -> String? { nil }
}

struct MemberRole: RolePermissions {
  func permissions(of roles: [String], tenant: TenantID) async throws -> Set<Permission> { roles.contains("member") ? [.forumRead] : [] }
  func policies(of tenant: TenantID) async throws -> PolicySet { .none }
  func isNamedByPolicy(_ role: String, tenant: TenantID) async throws -> Bool { false }
  func isRole(_ name: String, tenant: TenantID) async throws -> Bool { name == "member" }
}

/// Tokens that are their claims, separated by spaces.
struct ReadableTokens: TokenIssuer {
  private static let invalid = AppError(.unauthenticated, "token_invalid", "This is no token.")

  func accessToken(_ claims: AccessClaims, as format: TokenFormat) async throws -> String {
    "\(claims.user) \(claims.tenant) \(claims.session) \(claims.issuedAt.milliseconds) \(claims.expiresAt.milliseconds)"
  }

  func verify(_ accessToken: String, now: Timestamp) async throws -> AccessClaims {
    let parts = accessToken.split(separator: " ")
    guard parts.count == 5, let user = UserID(parts[0]), let tenant = TenantID(parts[1]), let session = SessionID(parts[2]),
      let issued = Int64(parts[3]), let expires = Int64(parts[4])
    else { throw Self.invalid }
    guard now.milliseconds < expires else { throw AppError(.unauthenticated, "token_expired", "This token has expired.") }
    return AccessClaims(
      user: user, tenant: tenant, session: session, issuedAt: Timestamp(milliseconds: issued), expiresAt: Timestamp(milliseconds: expires))
  }

  func refreshToken(_ claims: RefreshClaims) -> String { "\(claims.tenant) \(claims.session) \(claims.generation)" }

  func verify(refreshToken: String) throws(AppError) -> RefreshClaims {
    let parts = refreshToken.split(separator: " ")
    guard parts.count == 3, let tenant = TenantID(parts[0]), let session = SessionID(parts[1]), let generation = Int64(parts[2]) else {
      throw Self.invalid
    }
    return RefreshClaims(tenant: tenant, session: session, generation: generation)
  }

  func fingerprint(_ token: String) -> RawID {
    let high = token.utf8.reduce(UInt64(14_695_981_039_346_656_037)) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
    return RawID(high: high, low: UInt64(token.utf8.count))
  }
}

/// Secrets that hide nothing: what is sealed is the secret with its owner, and codes are the secret with the step.
struct ReadableSecrets: SecretKeeper {
  func random(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: 0...255) } }
  func seal(_ secret: [UInt8], for owner: RawID) throws -> String { "\(owner) " + secret.map { "\($0)" }.joined(separator: ",") }

  func open(_ sealed: String, for owner: RawID) throws -> [UInt8] {
    let parts = sealed.split(separator: " ")
    guard parts.count == 2, parts[0] == "\(owner)" else { throw AppError(.unavailable, "secret_unreadable", "This is another one's secret.") }
    return parts[1].split(separator: ",").compactMap { UInt8($0) }
  }

  func timeCode(_ secret: [UInt8], step: Int64) -> String {
    let mixed = secret.reduce(UInt64(step) &* 7919) { $0 &* 31 &+ UInt64($1) }
    return String("\(1_000_000 + mixed % 1_000_000)".suffix(6))
  }

  func digest(_ word: String, for owner: RawID) -> String { "\(owner) \(word)" }
  func ticket(_ kind: TicketKind, _ id: RawID, _ tenant: TenantID) -> String { "\(kind) \(id) \(tenant)" }

  func id(inTicket text: String, _ kind: TicketKind, _ tenant: TenantID) -> RawID? {
    let parts = text.split(separator: " ")
    return parts.count == 3 && parts[0] == "\(kind)" && parts[2] == "\(tenant)" ? RawID(parts[1]) : nil
  }
}
