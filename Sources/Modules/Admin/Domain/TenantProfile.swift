public import ForumKernel

/// An owner of data in this deployment.
public struct TenantProfile: Sendable, Equatable, Codable {
  public enum State: String, Sendable, Codable, CaseIterable {
    /// A saga is making it: it serves nobody yet.
    case provisioning
    case active
    /// Its data is kept, and nobody gets at it.
    case suspended
    /// A saga is taking it away: it is as if it were gone.
    case deleting
  }

  public let id: TenantID
  /// What `X-Tenant` names: lower-case letters, digits and dashes.
  public let slug: String
  public internal(set) var name: String
  /// Host names that lead to it.
  public internal(set) var hosts: [String]
  public internal(set) var state: State
  public internal(set) var quotas: TenantQuotas
  public internal(set) var branding: TenantBranding
  /// Where its data must stay, for good; nil: anywhere.
  public internal(set) var region: String?
  public internal(set) var version: Int64
  public let createdAt: Timestamp

  public init(
    id: TenantID, slug: String, name: String, hosts: [String], state: State = .active, quotas: TenantQuotas = TenantQuotas(),
    branding: TenantBranding = .none, region: String? = nil,
    version: Int64 = 1,
    createdAt: Timestamp
  ) {
    self.id = id
    self.slug = slug
    self.name = name
    self.hosts = hosts
    self.state = state
    self.quotas = quotas
    self.branding = branding
    self.region = region
    self.version = version
    self.createdAt = createdAt
  }

  /// What its pages are called; nil while it is called like its slug, as the default tenant is at first.
  public var title: String? { name == slug ? nil : name }

  /// Throws `conflict` (`tenant_busy`) while a saga makes it or takes it away.
  func requireSettled() throws(AppError) {
    guard state == .active || state == .suspended else {
      throw AppError(.conflict, "tenant_busy", "The tenant \(slug) is being made or taken away.")
    }
  }

  /// Throws what a request to it gets while it does not serve: `unavailable` (`tenant_provisioning`), `forbidden` (`tenant_suspended`), `notFound`, which
  /// names the region for one that is kept elsewhere.
  public func requireServing(_ residency: Residency) throws(AppError) {
    try residency.requireHere(region)
    switch state {
    case .active: return
    case .provisioning:
      throw AppError(.unavailable, "tenant_provisioning", "This tenant is being made. Try again in a moment.", retryAfterSeconds: 1)
    case .suspended: throw AppError(.forbidden, "tenant_suspended", "This tenant is suspended.")
    case .deleting: throw AppError.notFound("tenant")
    }
  }
}
