public import ForumKernel

/// Reads tenants, roles, policies and feature flags again when the stream tells that they changed, on whichever node that happened.
public struct FollowTenants: Sendable {
  public static let filters = ["admin.*.tenant.>"].compactMap { SubjectFilter($0) }
  let tenants: TenantDirectory
  let access: AccessDirectory
  let features: any FeatureSource

  /// Changes before this moment may have been missed.
  public func begin() async throws {
    access.forgetAll()
    features.forgetAll()
    try await tenants.reload()
  }

  /// Forgets what the event concerns; for all but roles, policies and flags the tenants are read again. Bears messages that it has seen.
  public func handle(_ message: StreamMessage) async throws {
    switch message.eventType {
    case RoleChanged.type, PolicyChanged.type: if let tenant = message.tenant { access.forget(tenant) }
    case FeatureChanged.type: if let tenant = message.tenant { features.forget(tenant) }
    default: try await tenants.reload()
    }
  }
}
