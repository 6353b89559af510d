/// What other modules may ask about accounts: joins them to the module that keeps accounts.
public protocol AccountDirectory: Sendable {
  /// The account of this handle, in any case; nil when there is none.
  func userID(handle: String, tenant: TenantID) async throws -> UserID?
  /// What the account's roles allow it; nothing for an account that is not there.
  func permissions(of user: UserID, tenant: TenantID) async throws -> Set<Permission>
  /// The account as it would act at this moment, with what its roles and the tenant's policies allow; nil for one that is not there.
  func principal(of user: UserID, tenant: TenantID, at now: Timestamp) async throws -> Principal?
}
