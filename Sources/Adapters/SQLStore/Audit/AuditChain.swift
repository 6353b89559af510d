import Crypto
import ForumKernel

/// The audit log of each tenant as a hash chain: a row's hash covers the row and the hash before it, so that no row can be changed or taken out unseen.
/// Personal data stands beside the chain; a row holds a commitment of it, salted so that nobody can guess what was erased.
enum AuditChain {
  static func append(
    _ entry: AuditEntry, tenant: TenantID, id: RawID, now: Timestamp, actor: UserID?, request: String, _ connection: any SQLConnection
  ) throws {
    let head = try AuditQueries.findAuditHead(connection, tenantID: tenant.raw)
    let sequence = (head?.lastSequence ?? 0) + 1
    let salt = entry.personal.map { _ in newSalt() }
    let record = AuditRecord(
      previous: head?.lastHash ?? "", tenantID: tenant.raw, sequence: sequence, id: id, createdAt: now.milliseconds, actorID: actor?.raw,
      action: entry.action, target: entry.target, reason: entry.reason, request: request,
      commitment: commitment(to: entry.personal, salt: salt))
    // The head first: who appends at the same moment meets there, and begins anew.
    if head == nil {
      try AuditQueries.insertAuditHead(connection, tenantID: tenant.raw, lastSequence: sequence, lastHash: record.hash)
    } else {
      try AuditQueries.moveAuditHead(connection, lastSequence: sequence, lastHash: record.hash, tenantID: tenant.raw)
    }
    try AuditQueries.insertAudit(
      connection, tenantID: record.tenantID, sequence: sequence, id: id, createdAt: record.createdAt, actorID: record.actorID, action: record.action,
      target: record.target, reason: record.reason, request: request, commitment: record.commitment, hash: record.hash)
    if let personal = entry.personal, let salt {
      try AuditQueries.insertAuditDetail(connection, tenantID: tenant.raw, sequence: sequence, salt: salt, detail: personal)
    }
  }

  /// Empty for nothing.
  static func commitment(to personal: String?, salt: String?) -> String {
    guard let personal, let salt else { return "" }
    return digest(["forum-lite audit detail", salt, personal])
  }

  /// SHA-256 over the fields, each with its length before it, in hexadecimal digits. Nothing is unlike an empty text.
  static func digest(_ fields: [String?]) -> String {
    var hash = SHA256()
    for field in fields { hash.update(data: Array((field.map { "\($0.utf8.count):\($0)" } ?? "-").utf8)) }
    return hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// 128 random bits in hexadecimal digits.
  private static func newSalt() -> String {
    var generator = SystemRandomNumberGenerator()
    return (0..<2).map { _ in
      let digits = String(generator.next() as UInt64, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}

/// What the hash of a row covers.
struct AuditRecord {
  let previous: String
  let tenantID: RawID
  let sequence: Int64
  let id: RawID
  let createdAt: Int64
  let actorID: RawID?
  let action: String
  let target: String
  let reason: String?
  let request: String
  /// nil in rows of the first schema, which had no such column.
  let commitment: String?

  var hash: String {
    guard let commitment else { return firstHash }
    return AuditChain.digest([
      previous, "2", tenantID.description, String(sequence), id.description, String(createdAt), actorID?.description, action, target, reason, request,
      commitment,
    ])
  }

  /// As the first schema had it; what is missing counted as empty, which `AuditWalk` knows.
  private var firstHash: String {
    // A time that no program wrote has no text.
    guard (0...253_402_300_799_999).contains(createdAt) else { return "" }
    return AuditChain.digest([
      previous, tenantID.description, String(sequence), id.description, Timestamp(milliseconds: createdAt).description, actorID?.description ?? "",
      action, target, reason ?? "", request,
    ])
  }
}
