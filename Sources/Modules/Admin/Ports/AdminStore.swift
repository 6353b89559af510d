public import ForumKernel

/// Where tenants and roles live.
public protocol AdminStore: Sendable {
  func write<Result: Sendable>(
    _ tenant: TenantID, actor: UserID?, _ body: @escaping @Sendable (any AdminTransaction) throws -> Result
  ) async throws -> Result
  /// All tenants of the deployment, by slug.
  func tenants() async throws -> [TenantProfile]
  /// The tenant's own roles, by name; the built-in ones are not stored.
  func roles(_ tenant: TenantID) async throws -> [Role]
  /// The audit log, newest first.
  func auditEntries(_ tenant: TenantID, _ page: PageRequest) async throws -> Page<AuditView>
}

public protocol AdminTransaction: TransactionContext {
  func tenant(slug: String) throws -> TenantProfile?
  func insert(_ tenant: TenantProfile) throws
  func roleCount() throws -> Int64
  /// Adds the role or replaces the one of its name.
  func put(_ role: Role) throws
  /// False when there was none.
  func deleteRole(_ name: String) throws -> Bool
}

/// One line of the audit log as it was written.
public struct AuditView: Sendable {
  public let id: RawID
  public let sequence: Int64
  public let createdAt: Timestamp
  public let actorID: UserID?
  public let action: String
  public let target: String
  public let reason: String?
  public let requestID: String

  public init(
    id: RawID, sequence: Int64, createdAt: Timestamp, actorID: UserID?, action: String, target: String, reason: String?, requestID: String
  ) {
    self.id = id
    self.sequence = sequence
    self.createdAt = createdAt
    self.actorID = actorID
    self.action = action
    self.target = target
    self.reason = reason
    self.requestID = requestID
  }
}
