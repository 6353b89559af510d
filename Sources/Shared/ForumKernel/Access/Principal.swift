/// Who acts, in which tenant, and what that allows.
public struct Principal: Sendable, Equatable {
  public let tenant: TenantID
  /// nil for a visitor who is not signed in.
  public let userID: UserID?
  public let handle: String?
  public let displayName: String?
  /// The session of the access token; nil for visitors and for the command line.
  public let sessionID: RawID?
  public let roles: [String]
  /// By roles.
  public let permissions: Set<Permission>
  /// What the tenant's policies add and take; nil where there are none.
  public private(set) var access: PolicyAccess?
  /// What keeps the user from writing, if it still holds.
  public let silence: Restriction?

  public init(
    tenant: TenantID, userID: UserID? = nil, handle: String? = nil, displayName: String? = nil, sessionID: RawID? = nil, roles: [String] = [],
    permissions: Set<Permission>, access: PolicyAccess? = nil, silence: Restriction? = nil
  ) {
    self.tenant = tenant
    self.userID = userID
    self.handle = handle
    self.displayName = displayName
    self.sessionID = sessionID
    self.roles = roles
    self.permissions = permissions
    self.access = access
    self.silence = silence
  }

  /// The same under a tenant's policies, at a moment that they may look at. `account`: nil for visitors.
  public func under(_ policies: PolicySet, _ account: AccountFacts?, at moment: Timestamp) -> Principal {
    guard !policies.isEmpty else { return self }
    var principal = self
    principal.access = PolicyAccess(policies, account, at: moment)
    let scope = policies.readScope(of: principal)
    principal.access?.readScope = scope
    return principal
  }

  /// What roles and policies say together. Without a resource: whether there may be one for which it is allowed.
  public func decide(_ action: Permission, on resource: AccessResource? = nil) -> AccessDecision {
    let isPermitted = permissions.contains(action)
    guard let access, access.policies.concerns(action) else { return isPermitted ? .permittedByRole : .notPermitted }
    let decision = access.policies.decide(action, isPermitted: isPermitted, AccessContext(self, on: resource))
    // Nobody in particular is given nothing but to read: what acts must be somebody.
    if case .permitted = decision, userID == nil, action != .forumRead { return .notPermitted }
    return decision
  }

  public func may(_ permission: Permission) -> Bool { decide(permission).isAllowed }

  /// Throws `unauthenticated` for visitors, `forbidden` (`permission_missing`) for users who lack the permission, and `forbidden` (`policy_forbids`) with
  /// the policy's description. Without a resource: unless there may be one for which it is allowed.
  public func require(_ permission: Permission, on resource: AccessResource? = nil) throws(AppError) {
    let decision = decide(permission, on: resource)
    guard !decision.isAllowed else { return }
    if userID == nil { throw AppError(.unauthenticated, "sign_in_required", "Sign in to do this.") }
    guard case .forbidden(let policy) = decision else {
      throw AppError(.forbidden, "permission_missing", "This needs the permission \(permission.rawValue).")
    }
    throw AppError(
      .forbidden, "policy_forbids", policy.description.isEmpty ? "A rule of this forum forbids this." : policy.description, cause: policy.name)
  }

  /// A policy that would forbid the account something that its roles allow if it had no second factor, now or at another time.
  public var policyDemandingSecondFactor: Policy? {
    guard let access, let account = access.account, account.hasSecondFactor else { return nil }
    let without = under(access.policies, AccountFacts(joinedAt: account.joinedAt, hasSecondFactor: false), at: access.moment)
    let (now, then) = (AnyTime(context: AccessContext(self, on: nil)), AnyTime(context: AccessContext(without, on: nil)))
    return access.policies.policies.first { policy in
      policy.effect == .forbid && !policy.actions.isDisjoint(with: permissions) && policy.applies(now) == false && policy.applies(then) != false
    }
  }

  /// The signed-in user; throws `unauthenticated` for visitors.
  public func requireUser() throws(AppError) -> UserID {
    guard let userID else { throw AppError(.unauthenticated, "sign_in_required", "Sign in to do this.") }
    return userID
  }

  /// Throws `forbidden` (`silenced`) while the user may not write.
  public func requireVoice(at now: Timestamp) throws(AppError) {
    if let silence, silence.holds(at: now) { throw silence.error }
  }
}

/// What is asked when nobody says at what time.
private struct AnyTime: AttributeSource {
  let context: AccessContext

  subscript(_ name: String) -> AttributeValue? { context[name] }
  func isOpen(_ name: String) -> Bool { name.hasPrefix("time.") || context.isOpen(name) }
}

/// What policies can ask of an account that its roles do not say.
public struct AccountFacts: Sendable, Equatable, Codable {
  public let joinedAt: Timestamp
  /// Whether it asks for more than a password at sign-in.
  public let hasSecondFactor: Bool

  public init(joinedAt: Timestamp, hasSecondFactor: Bool) {
    self.joinedAt = joinedAt
    self.hasSecondFactor = hasSecondFactor
  }
}

/// A tenant's policies, and what they ask of a principal that its roles do not say.
public struct PolicyAccess: Sendable, Equatable {
  public let policies: PolicySet
  /// nil for visitors.
  public let account: AccountFacts?
  /// When the principal asks.
  public let moment: Timestamp
  /// What it may read, worked out once; nil where policies do not speak of reading.
  public internal(set) var readScope: ReadScope?

  public init(_ policies: PolicySet, _ account: AccountFacts?, at moment: Timestamp) {
    self.policies = policies
    self.account = account
    self.moment = moment
  }
}
