import Crypto
import ForumKernel

/// The audit log of each tenant as a hash chain: a row's hash covers the row and the hash before it, so that no row can be changed or taken out unseen.
enum AuditChain {
  static func append(
    _ entry: AuditEntry, tenant: TenantID, id: RawID, now: Timestamp, actor: UserID?, request: String, _ connection: any SQLConnection
  ) throws {
    let head = try AuditQueries.findAuditHead(connection, tenantID: tenant.raw)
    let sequence = (head?.lastSequence ?? 0) + 1
    let row = [
      head?.lastHash ?? "", tenant.description, String(sequence), id.description, now.description, actor?.description ?? "", entry.action,
      entry.target,
      entry.reason ?? "", request,
    ]
    let hash = self.hash(row)
    try AuditQueries.insertAudit(
      connection, tenantID: tenant.raw, sequence: sequence, id: id, createdAt: now.milliseconds, actorID: actor?.raw, action: entry.action,
      target: entry.target, reason: entry.reason, request: request, hash: hash)
    if head == nil {
      try AuditQueries.insertAuditHead(connection, tenantID: tenant.raw, lastSequence: sequence, lastHash: hash)
    } else {
      try AuditQueries.moveAuditHead(connection, lastSequence: sequence, lastHash: hash, tenantID: tenant.raw)
    }
  }

  /// SHA-256 over the fields, each with its length before it, in hexadecimal digits.
  private static func hash(_ fields: [String]) -> String {
    var hash = SHA256()
    for field in fields { hash.update(data: Array("\(field.utf8.count):\(field)".utf8)) }
    return hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
