public import ForumKernel

/// The audit log as a whole: one chain of rows a tenant, each row's hash over the row and the hash before it.
public protocol AuditTrail: Sendable {
  /// The log of a tenant, newest first.
  func auditEntries(_ tenant: TenantID, _ filter: AuditFilter, _ page: PageRequest) async throws -> Page<AuditView>
  /// Where each tenant's chain ends.
  func auditHeads() async throws -> [AuditHead]
  /// Goes over every row of every chain, on one snapshot. `anchored` has the hashes that rows had when they were anchored, by tenant and sequence.
  /// A tenant that has anchors and no chain is reported too.
  func checkAudit(anchored: [TenantID: [Int64: String]]) async throws -> [AuditChainReport]
  /// Takes at most `rowsMax` of the tenant's oldest rows from before `moment`, and writes where the chain begins now into the chain itself. The newest
  /// row always stays. Returns how many went.
  func pruneAudit(_ tenant: TenantID, before moment: Timestamp, rowsMax: Int64) async throws -> Int64
}
