public import ForumKernel
import Synchronization

/// Turns access tokens into principals. A token is verified once and then remembered until it expires; what it may do, until its session or account changes,
/// and no longer than the policy says.
public final class Authenticator: Sendable {
  /// More people than are active at once on one server; a full memory forgets all and verifies anew.
  private static let rememberedMax = 50_000
  /// How long an answer holds that can't be looked up again: longer than a database takes to start, or its standby to follow.
  private static let awaySeconds: Int64 = 60
  /// Bounds what is kept of changes heard of; when it is full all copies count as changed.
  private static let changedMax = 10_000

  private struct Remembered {
    let principal: Principal
    /// nil for a token for programs.
    let claims: AccessClaims?
    let expiresAt: Timestamp
    let lookedUpAt: Timestamp
  }

  private let store: any AuthStore
  private let issuer: any TokenIssuer
  private let secrets: any SecretKeeper
  private let roles: any RolePermissions
  private let policy: SessionPolicy
  /// nil where no other node can have looked anything up.
  private let copies: SessionCopies?
  private let clock: any WallClock
  private struct Memory {
    var tokens: [RawID: Remembered] = [:]
    /// Raised by every `forget`: what was read before must not be remembered after.
    var generation = 0
    /// When this node last heard of a change of a session, user or tenant: a copy may be from before.
    var changed: [RawID: Timestamp] = [:]
    var allChangedAt: Timestamp?
  }

  private let remembered = Mutex(Memory())

  init(
    store: any AuthStore, issuer: any TokenIssuer, secrets: any SecretKeeper, roles: any RolePermissions, policy: SessionPolicy,
    copies: SessionCopies?, clock: any WallClock
  ) {
    self.store = store
    self.issuer = issuer
    self.secrets = secrets
    self.roles = roles
    self.policy = policy
    self.copies = copies
    self.clock = clock
  }

  /// Throws `unauthenticated`: `token_invalid` (also for a token of another tenant), `token_expired`, `session_revoked`.
  public func principal(for accessToken: String, tenant: TenantID) async throws -> Principal {
    let fingerprint = issuer.fingerprint(accessToken)
    let now = clock.now
    let (memory, generation) = remembered.withLock { ($0.tokens[fingerprint], $0.generation) }
    let verified = memory.flatMap { $0.principal.tenant == tenant && now < $0.expiresAt ? $0 : nil }
    if let verified, isFresh(verified.lookedUpAt, now) { return verified.principal }
    let known: Remembered
    do {
      known =
        try await accessToken.hasPrefix(PersonalTokenText.prefix)
        ? identifyProgram(accessToken, tenant, now: now) : identify(accessToken, verified?.claims, tenant, now: now)
    } catch let error as AppError where error.code == .unavailable {
      // While the store is away nobody can end a session either; it may be away for this node alone.
      let isSame = remembered.withLock { $0.generation == generation }
      guard let verified, isSame, now < verified.lookedUpAt.adding(seconds: Self.awaySeconds) else { throw error }
      return verified.principal
    }
    remembered.withLock { memory in
      guard memory.generation == generation else { return }
      if memory.tokens.count >= Self.rememberedMax { memory.tokens.removeAll() }
      memory.tokens[fingerprint] = known
    }
    return known.principal
  }

  private func isFresh(_ lookedUpAt: Timestamp, _ now: Timestamp) -> Bool {
    policy.rememberedSeconds.map { now < lookedUpAt.adding(seconds: $0) } ?? true
  }

  /// `verified`: what the token says, where that is known already.
  private func identify(_ accessToken: String, _ verified: AccessClaims?, _ tenant: TenantID, now: Timestamp) async throws -> Remembered {
    let claims = if let verified { verified } else { try await issuer.verify(accessToken, now: now) }
    guard claims.tenant == tenant else {
      throw AppError(.unauthenticated, "token_invalid", "This access token is not valid here.", cause: "tenant_other")
    }
    var copied: Remembered?
    switch await copies?.copy(of: claims.session, tenant) {
    case .ended: throw Self.revoked
    case .open(let principal, let lookedUpAt) where principal.userID == claims.user && isCurrent(principal, lookedUpAt, now):
      copied = Remembered(principal: principal, claims: claims, expiresAt: claims.expiresAt, lookedUpAt: lookedUpAt)
    default: break
    }
    if let copied, isFresh(copied.lookedUpAt, now) { return copied }
    do {
      return try await lookUp(claims, now: now)
    } catch let error as AppError where error.code == .unavailable {
      guard let copied else { throw error }
      return copied
    }
  }

  private func lookUp(_ claims: AccessClaims, now: Timestamp) async throws -> Remembered {
    guard let session = try await store.session(claims.session, claims.tenant), session.userID == claims.user else { throw Self.revoked }
    if session.endedAt != nil {
      await copies?.end(session.id, claims.tenant, now: now, for: .milliseconds(claims.expiresAt.milliseconds - now.milliseconds))
    }
    guard session.isOpen(policy, now: now) else { throw Self.revoked }
    let principal = try await principal(of: claims.user, claims.tenant, session: session.id, scopes: nil, now: now)
    await copies?.keep(principal, of: session.id, lookedUpAt: now, for: .seconds(Self.awaySeconds))
    return Remembered(principal: principal, claims: claims, expiresAt: claims.expiresAt, lookedUpAt: now)
  }

  /// Whether a copy is young enough to be of use (by another node's clock: one from the future is not), and this node has heard of no change since it
  /// could have been made.
  private func isCurrent(_ principal: Principal, _ lookedUpAt: Timestamp, _ now: Timestamp) -> Bool {
    let oldest = now.adding(seconds: -Self.awaySeconds)
    guard lookedUpAt <= now, lookedUpAt > oldest else { return false }
    let ids = [principal.sessionID, principal.userID?.raw, principal.tenant.raw].compactMap(\.self)
    return remembered.withLock { memory in
      let heard = ids.compactMap { memory.changed[$0] } + [memory.allChangedAt].compactMap(\.self)
      return heard.allSatisfy { $0 <= oldest }
    }
  }

  /// A token for programs is looked up again as often as an access token would be made anew.
  private func identifyProgram(_ text: String, _ tenant: TenantID, now: Timestamp) async throws -> Remembered {
    guard let parts = PersonalTokenText(text), let token = try await store.personalToken(parts.id, tenant),
      token.digest == secrets.digest(parts.secret, for: parts.id.raw)
    else { throw AppError(.unauthenticated, "token_invalid", "This access token is not valid here.", cause: "personal_token_unknown") }
    guard now < token.expiresAt else { throw AppError(.unauthenticated, "token_expired", "This token has expired.", cause: "personal_token_expired") }
    let principal = try await principal(of: token.userID, tenant, session: nil, scopes: token.scopes, now: now)
    let expiresAt = min(token.expiresAt, now.adding(seconds: policy.accessTokenSeconds))
    return Remembered(principal: principal, claims: nil, expiresAt: expiresAt, lookedUpAt: now)
  }

  /// `scopes`: the most that it may do; nil for all that its roles allow.
  private func principal(of id: UserID, _ tenant: TenantID, session: SessionID?, scopes: Set<Permission>?, now: Timestamp) async throws -> Principal {
    guard let user = try await store.user(id, tenant), user.state == .active else { throw Self.revoked }
    let restrictions = try await store.restrictions(of: id, tenant).filter { $0.holds(at: now) }
    guard !restrictions.contains(where: { $0.kind == .suspension }) else { throw Self.revoked }
    let allowed = try await roles.permissions(of: user.roles, tenant: tenant)
    return Principal(
      tenant: tenant, userID: id, handle: user.handle.text, displayName: user.displayName, sessionID: session?.raw, roles: user.roles,
      permissions: scopes.map(allowed.intersection) ?? allowed, silence: restrictions.first { $0.kind == .silence })
  }

  private static let revoked = AppError(
    .unauthenticated, "session_revoked", "This session has ended. Sign in again.", cause: "session_ended")

  public func forget(session: SessionID) { forget(session.raw) { $0.claims?.session == session } }
  public func forget(user: UserID) { forget(user.raw) { $0.principal.userID == user } }
  /// When roles of the tenant changed.
  public func forget(tenant: TenantID) { forget(tenant.raw) { $0.principal.tenant == tenant } }

  /// When revocations may have been missed.
  public func forgetAll() { forget(nil) { _ in true } }

  /// `changed`: the session, user or tenant; nil for all.
  private func forget(_ changed: RawID?, where isGone: (Remembered) -> Bool) {
    let now = clock.now
    remembered.withLock { memory in
      memory.generation += 1
      memory.tokens = memory.tokens.filter { !isGone($0.value) }
      guard copies != nil else { return }
      if memory.changed.count >= Self.changedMax { memory.changed = memory.changed.filter { now < $0.value.adding(seconds: Self.awaySeconds) } }
      if let changed, memory.changed.count < Self.changedMax { memory.changed[changed] = now } else { memory.allChangedAt = now }
    }
  }
}
