import ForumKernel
import Foundation

/// Whose session it is, as it was looked up. What roles allow each node knows by itself.
struct SessionMember: Codable, Sendable {
  let userID: UserID
  let handle: String
  let displayName: String
  /// Those that count.
  let roles: [String]
  let account: AccountFacts
  /// What keeps the user from writing, if it still holds.
  let silence: Restriction?

  init(_ user: User, hasSecondFactor: Bool, _ demand: FactorDemand, silence: Restriction?) {
    userID = user.id
    handle = user.handle.text
    displayName = user.displayName
    roles = demand.roles(of: user, hasSecondFactor: hasSecondFactor)
    account = AccountFacts(joinedAt: user.createdAt, hasSecondFactor: hasSecondFactor)
    self.silence = silence
  }

  /// `scopes`: the most that the token may do; nil for all that the roles allow.
  func principal(
    _ tenant: TenantID, session: SessionID?, _ rules: any RolePermissions, scopes: Set<Permission>? = nil
  ) async throws -> Principal {
    // Whatever the roles: one's account is one's own.
    let allowed = try await rules.permissions(of: roles, tenant: tenant).union([.accountUse])
    return Principal(
      tenant: tenant, userID: userID, handle: handle, displayName: displayName, sessionID: session?.raw, roles: roles,
      permissions: scopes.map(allowed.intersection) ?? allowed, silence: silence)
  }
}

/// The cache can't be asked, or could not be in time.
struct CacheFailure: Error {}

/// What the nodes of a deployment know of its sessions, in the cache that they share: a look-up by one serves the others, and a session that has ended
/// costs the store none. Sealed with the forum's key, so that who can write to the cache gives nobody a right. What is lost, or can't be read, is looked up.
struct SessionCopies: Sendable {
  enum Copy: Sendable {
    case open(SessionMember, lookedUpAt: Timestamp)
    /// For good: no session is opened again.
    case ended
  }

  /// One of both is there.
  private struct Record: Codable {
    struct Look: Codable {
      let tenant: TenantID
      let member: SessionMember
      let at: Timestamp
    }

    var open: Look?
    var hasEnded: Bool?
  }

  let cache: any Cache
  let secrets: any SecretKeeper

  /// nil when there is none that can be read.
  func copy(of session: SessionID, _ tenant: TenantID) async throws(CacheFailure) -> Copy? {
    let bytes: [UInt8]?
    do { bytes = try await cache.get(Self.key(session, tenant)) } catch { throw CacheFailure() }
    guard let bytes, let opened = try? secrets.open(String(decoding: bytes, as: UTF8.self), for: session.raw),
      let record = try? JSONDecoder().decode(Record.self, from: Data(opened))
    else { return nil }
    if record.hasEnded == true { return .ended }
    return record.open.flatMap { $0.tenant == tenant ? .open($0.member, lookedUpAt: $0.at) : nil }
  }

  func keep(_ member: SessionMember, of session: SessionID, _ tenant: TenantID, lookedUpAt: Timestamp, for time: Duration) async {
    await write(Record(open: Record.Look(tenant: tenant, member: member, at: lookedUpAt)), session, tenant, time)
  }

  /// `time`: for as long as the token lives that somebody came with.
  func end(_ session: SessionID, _ tenant: TenantID, for time: Duration) async { await write(Record(hasEnded: true), session, tenant, time) }

  private func write(_ record: Record, _ session: SessionID, _ tenant: TenantID, _ time: Duration) async {
    guard let text = try? secrets.seal(Array(JSONEncoder().encode(record)), for: session.raw) else { return }
    try? await cache.set(Self.key(session, tenant), Array(text.utf8), ttl: time)
  }

  private static func key(_ session: SessionID, _ tenant: TenantID) -> CacheKey { CacheKey("session", tenant, "\(session)") }
}
