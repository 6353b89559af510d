public import ForumKernel
import Synchronization

/// Turns access tokens into principals. A token is verified once and then remembered until it expires; what it may do, until its session or account changes,
/// and no longer than the policy says.
public final class Authenticator: Sendable {
  /// How long an answer holds that can't be looked up again: longer than a database takes to start, or its standby to follow.
  private static let awaySeconds: Int64 = 60

  private let store: any AuthStore
  private let issuer: any TokenIssuer
  private let secrets: any SecretKeeper
  private let roles: any RolePermissions
  private let policy: SessionPolicy
  private let demand: FactorDemand
  /// nil where no other node can have looked anything up.
  private let copies: SessionCopies?
  private let clock: any WallClock
  private let memory: Mutex<TokenMemory>

  init(
    store: any AuthStore, issuer: any TokenIssuer, secrets: any SecretKeeper, roles: any RolePermissions, policy: SessionPolicy,
    demand: FactorDemand, copies: SessionCopies?, clock: any WallClock
  ) {
    self.store = store
    self.issuer = issuer
    self.secrets = secrets
    self.roles = roles
    self.policy = policy
    self.demand = demand
    self.copies = copies
    self.clock = clock
    memory = Mutex(TokenMemory(changedSeconds: 2 * Self.awaySeconds, beganAt: clock.now))
  }

  /// Throws `unauthenticated`: `token_invalid` (also for a token of another tenant), `token_expired`, `session_revoked`.
  public func principal(for accessToken: String, tenant: TenantID) async throws -> Principal {
    let fingerprint = issuer.fingerprint(accessToken)
    let now = clock.now
    let (remembered, generation) = memory.withLock { ($0[fingerprint], $0.generation) }
    let verified = remembered.flatMap { $0.principal.tenant == tenant && now < $0.expiresAt ? $0 : nil }
    if let verified, isFresh(verified.lookedUpAt, now) { return try await principal(verified, at: now) }
    do {
      let known =
        try await accessToken.hasPrefix(PersonalTokenText.prefix)
        ? identifyProgram(accessToken, tenant, now: now) : identify(accessToken, verified?.claims, tenant, now: now)
      memory.withLock { $0.remember(known, fingerprint, since: generation) }
      return try await principal(known, at: now)
    } catch let error as AppError where Self.isAway(error) {
      // While the store is away nobody can end a session either; it may be away for this node alone.
      let isSame = memory.withLock { $0.generation == generation }
      guard let verified, isSame, now < verified.lookedUpAt.adding(seconds: Self.awaySeconds) else { throw error }
      return try await principal(verified, at: now)
    } catch let error as AppError where error.code == .unauthenticated {
      if verified != nil { memory.withLock { $0.drop(fingerprint) } }
      throw error
    }
  }

  /// Who had the session of a token whose session has ended, for requests that end it themselves and are repeated: somebody who may do nothing.
  /// Throws `unauthenticated`: `token_invalid`, `token_expired`.
  public func endedSession(of accessToken: String, tenant: TenantID) async throws -> Principal {
    let claims = try await issuer.verify(accessToken, now: clock.now)
    guard claims.tenant == tenant else { throw Self.foreign }
    return Principal(tenant: tenant, userID: claims.user, sessionID: claims.session.raw, permissions: [])
  }

  /// With the policies as they are now: what they say holds for the next request.
  private func principal(_ known: TokenMemory.Known, at now: Timestamp) async throws -> Principal {
    let policies = try await roles.policies(of: known.principal.tenant)
    guard !policies.isEmpty else { return known.principal }
    return known.principal.under(known.scopes.map(policies.limited) ?? policies, known.account, at: now)
  }

  private func isFresh(_ lookedUpAt: Timestamp, _ now: Timestamp) -> Bool {
    policy.rememberedSeconds.map { now < lookedUpAt.adding(seconds: $0) } ?? true
  }

  /// A privilege that the database's role lacks keeps nobody from changing things by another way.
  private static func isAway(_ error: AppError) -> Bool { error.code == .unavailable && error.slug != "store_forbidden" }

  /// `verified`: what the token says, where that is known already.
  private func identify(_ accessToken: String, _ verified: AccessClaims?, _ tenant: TenantID, now: Timestamp) async throws -> TokenMemory.Known {
    let claims = if let verified { verified } else { try await issuer.verify(accessToken, now: now) }
    guard claims.tenant == tenant else { throw Self.foreign }
    // A cache that did not answer is told nothing either: one deadline is enough.
    var copies = copies
    var copied: TokenMemory.Known?
    do {
      switch try await copies?.copy(of: claims.session, tenant) {
      case .ended: throw Self.revoked
      case .open(let member, let lookedUpAt) where member.userID == claims.user:
        let principal = try await member.principal(tenant, session: claims.session, roles)
        copied = TokenMemory.Known(
          principal: principal, account: member.account, scopes: nil, claims: claims, expiresAt: claims.expiresAt, lookedUpAt: lookedUpAt)
      default: break
      }
    } catch is CacheFailure {
      copies = nil
    }
    if let copied, isCurrent(copied, now), isFresh(copied.lookedUpAt, now) { return copied }
    do {
      return try await lookUp(claims, now: now, telling: copies)
    } catch let error as AppError where Self.isAway(error) {
      guard let copied, isCurrent(copied, now) else { throw error }
      return copied
    } catch let error as AppError where error.code == .unauthenticated {
      memory.withLock { $0.note(claims.session.raw, now) }
      throw error
    }
  }

  private func lookUp(_ claims: AccessClaims, now: Timestamp, telling copies: SessionCopies?) async throws -> TokenMemory.Known {
    guard let session = try await store.session(claims.session, claims.tenant), session.userID == claims.user else { throw Self.revoked }
    if session.endedAt != nil {
      await copies?.end(session.id, claims.tenant, for: .milliseconds(claims.expiresAt.milliseconds - now.milliseconds))
    }
    guard session.isOpen(policy, now: now) else { throw Self.revoked }
    let (principal, member) = try await member(claims.user, claims.tenant, session: session.id, scopes: nil, now: now)
    let known = TokenMemory.Known(
      principal: principal, account: member.account, scopes: nil, claims: claims, expiresAt: claims.expiresAt, lookedUpAt: now)
    if let copies, !memory.withLock({ $0.hasChanged(principal, since: now) }) {
      await copies.keep(member, of: session.id, claims.tenant, lookedUpAt: now, for: .seconds(Self.awaySeconds))
    }
    return known
  }

  /// Whether a copy is young enough to be of use (by another node's clock: one from the future is not), and this node has heard of no change since it
  /// could have been made.
  private func isCurrent(_ copy: TokenMemory.Known, _ now: Timestamp) -> Bool {
    copy.lookedUpAt <= now && now < copy.lookedUpAt.adding(seconds: Self.awaySeconds)
      && !memory.withLock { $0.mayBeOld(copy.principal, now: now) }
  }

  /// A token for programs is looked up again as often as an access token would be made anew.
  private func identifyProgram(_ text: String, _ tenant: TenantID, now: Timestamp) async throws -> TokenMemory.Known {
    guard let parts = PersonalTokenText(text), let token = try await store.personalToken(parts.id, tenant),
      token.digest == secrets.digest(parts.secret, for: parts.id.raw)
    else { throw AppError(.unauthenticated, "token_invalid", "This access token is not valid here.", cause: "personal_token_unknown") }
    guard now < token.expiresAt else { throw AppError(.unauthenticated, "token_expired", "This token has expired.", cause: "personal_token_expired") }
    let (principal, member) = try await member(token.userID, tenant, session: nil, scopes: token.scopes, now: now)
    let expiresAt = min(token.expiresAt, now.adding(seconds: policy.accessTokenSeconds))
    return TokenMemory.Known(
      principal: principal, account: member.account, scopes: token.scopes, claims: nil, expiresAt: expiresAt, lookedUpAt: now)
  }

  /// `scopes`: the most that it may do; nil for all that its roles allow.
  private func member(
    _ id: UserID, _ tenant: TenantID, session: SessionID?, scopes: Set<Permission>?, now: Timestamp
  ) async throws -> (Principal, SessionMember) {
    guard let user = try await store.user(id, tenant), user.state == .active else { throw Self.revoked }
    let restrictions = try await store.restrictions(of: id, tenant).filter { $0.holds(at: now) }
    guard !restrictions.contains(where: { $0.kind == .suspension }) else { throw Self.revoked }
    let member = SessionMember(
      user, hasSecondFactor: try await store.hasSecondFactor(id, tenant), demand, silence: restrictions.first { $0.kind == .silence })
    return (try await member.principal(tenant, session: session, roles, scopes: scopes), member)
  }

  private static let foreign = AppError(
    .unauthenticated, "token_invalid", "This access token is not valid here.", cause: "tenant_other")
  private static let revoked = AppError(
    .unauthenticated, "session_revoked", "This session has ended. Sign in again.", cause: "session_ended")

  /// On this node: the session's tokens are looked up again when they are shown next.
  public func forget(session: SessionID) { forget(session.raw) { $0.claims?.session == session } }
  /// When roles, restrictions, factors or the name of the account changed.
  public func forget(user: UserID) { forget(user.raw) { $0.principal.userID == user } }
  /// When roles of the tenant changed.
  public func forget(tenant: TenantID) { forget(tenant.raw) { $0.principal.tenant == tenant } }

  /// When revocations may have been missed.
  public func forgetAll() { forget(nil) { _ in true } }

  private func forget(_ changed: RawID?, where isGone: (TokenMemory.Known) -> Bool) {
    let now = clock.now
    memory.withLock { $0.forget(changed, now: now, where: isGone) }
  }
}
