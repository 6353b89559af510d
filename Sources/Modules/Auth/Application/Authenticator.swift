public import ForumKernel
import Synchronization

/// Turns access tokens into principals. A token is verified once and then remembered until it expires or its session or account changes.
public final class Authenticator: Sendable {
  /// More people than are active at once on one server; a full memory forgets all and verifies anew.
  private static let rememberedMax = 50_000

  private struct Remembered {
    let principal: Principal
    let session: SessionID
    let expiresAt: Timestamp
  }

  private let store: any AuthStore
  private let issuer: any TokenIssuer
  private let roles: any RolePermissions
  private let policy: SessionPolicy
  private let clock: any WallClock
  private struct Memory {
    var tokens: [RawID: Remembered] = [:]
    /// Raised by every `forget`: what was read before must not be remembered after.
    var generation = 0
  }

  private let remembered = Mutex(Memory())

  init(store: any AuthStore, issuer: any TokenIssuer, roles: any RolePermissions, policy: SessionPolicy, clock: any WallClock) {
    self.store = store
    self.issuer = issuer
    self.roles = roles
    self.policy = policy
    self.clock = clock
  }

  /// Throws `unauthenticated`: `token_invalid` (also for a token of another tenant), `token_expired`, `session_revoked`.
  public func principal(for accessToken: String, tenant: TenantID) async throws -> Principal {
    let fingerprint = issuer.fingerprint(accessToken)
    let now = clock.now
    if let known = remembered.withLock({ $0.tokens[fingerprint] }), known.principal.tenant == tenant, now < known.expiresAt { return known.principal }
    let generation = remembered.withLock { $0.generation }
    let claims = try await issuer.verify(accessToken, now: now)
    guard claims.tenant == tenant else {
      throw AppError(.unauthenticated, "token_invalid", "This access token is not valid here.", cause: "tenant_other")
    }
    guard let session = try await store.session(claims.session, tenant), session.userID == claims.user, session.isOpen(policy, now: now),
      let user = try await store.user(claims.user, tenant), user.state == .active
    else { throw Self.revoked }
    let restrictions = try await store.restrictions(of: user.id, tenant).filter { $0.holds(at: now) }
    guard !restrictions.contains(where: { $0.kind == .suspension }) else { throw Self.revoked }
    let principal = Principal(
      tenant: tenant, userID: user.id, handle: user.handle.text, displayName: user.displayName, sessionID: session.id.raw, roles: user.roles,
      permissions: try await roles.permissions(of: user.roles, tenant: tenant), silence: restrictions.first { $0.kind == .silence })
    remembered.withLock { memory in
      guard memory.generation == generation else { return }
      if memory.tokens.count >= Self.rememberedMax { memory.tokens.removeAll() }
      memory.tokens[fingerprint] = Remembered(principal: principal, session: session.id, expiresAt: claims.expiresAt)
    }
    return principal
  }

  private static let revoked = AppError(
    .unauthenticated, "session_revoked", "This session has ended. Sign in again.", cause: "session_ended")

  public func forget(session: SessionID) { forget { $0.session == session } }
  public func forget(user: UserID) { forget { $0.principal.userID == user } }
  /// When roles of the tenant changed.
  public func forget(tenant: TenantID) { forget { $0.principal.tenant == tenant } }

  /// When revocations may have been missed.
  public func forgetAll() { forget { _ in true } }

  private func forget(where isGone: (Remembered) -> Bool) {
    remembered.withLock { memory in
      memory.generation += 1
      memory.tokens = memory.tokens.filter { !isGone($0.value) }
    }
  }
}
