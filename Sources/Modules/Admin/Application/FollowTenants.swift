public import ForumKernel

/// Reads tenants and roles again when the stream tells that they changed, on whichever node that happened.
public struct FollowTenants: Sendable {
  public static let filters = ["admin.*.tenant.>"].compactMap { SubjectFilter($0) }
  let tenants: TenantDirectory
  let roles: RoleDirectory

  /// Changes before this moment may have been missed.
  public func begin() async throws {
    roles.forgetAll()
    try await tenants.reload()
  }

  public func handle(_ message: StreamMessage) async throws {
    if message.eventType == RoleChanged.type {
      if let tenant = message.tenant { roles.forget(tenant) }
    } else {
      try await tenants.reload()
    }
  }
}
