public import ForumKernel

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

/// A tenant's name, hosts, quotas or state changed, or it is gone; who keeps tenants in memory reads them again.
public struct TenantChanged: DomainEvent {
  public static let type = "admin.tenant.changed"
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

/// A policy was made or changed, or is gone; who keeps what was decided asks again.
public struct PolicyChanged: DomainEvent {
  public static let type = "admin.policy.changed"
  public static let aggregate = "tenant"
  public let tenantID: TenantID
  public let policy: String
  public var aggregateID: RawID { tenantID.raw }

  enum CodingKeys: String, CodingKey {
    case policy
    case tenantID = "tenant_id"
  }
}

/// A feature flag was made or changed, or is gone; who keeps flags, or what they said, asks again.
public struct FeatureChanged: DomainEvent {
  public static let type = "admin.feature.changed"
  public static let aggregate = "tenant"
  public let tenantID: TenantID
  /// nil where a flag service has changed, which does not tell what.
  public let key: String?
  public var aggregateID: RawID { tenantID.raw }

  enum CodingKeys: String, CodingKey {
    case key
    case tenantID = "tenant_id"
  }
}
