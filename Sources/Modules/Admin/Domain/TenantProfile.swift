public import ForumKernel

/// An owner of data in this deployment.
public struct TenantProfile: Sendable, Equatable {
  public let id: TenantID
  /// What `X-Tenant` names: lower-case letters, digits and dashes.
  public let slug: String
  public let name: String
  /// Host names that lead to it.
  public let hosts: [String]
  public let createdAt: Timestamp

  public init(id: TenantID, slug: String, name: String, hosts: [String], createdAt: Timestamp) {
    self.id = id
    self.slug = slug
    self.name = name
    self.hosts = hosts
    self.createdAt = createdAt
  }
}

/// A tenant was made.
public struct TenantCreated: DomainEvent {
  public static let type = "admin.tenant.created"
  public static let aggregate = "tenant"
  public let tenantID: TenantID
  public var aggregateID: RawID { tenantID.raw }

  enum CodingKeys: String, CodingKey {
    case tenantID = "tenant_id"
  }
}

/// A role was made or changed, or is gone; who caches permissions reads them again.
public struct RoleChanged: DomainEvent {
  public static let type = "admin.role.changed"
  public static let aggregate = "tenant"
  public let tenantID: TenantID
  public let role: String
  public var aggregateID: RawID { tenantID.raw }

  enum CodingKeys: String, CodingKey {
    case role
    case tenantID = "tenant_id"
  }
}
