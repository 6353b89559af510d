import Admin
import ForumKernel

/// Goes over the rows of one tenant's chain in their order and finds the first that is not as it was written.
struct AuditWalk {
  /// What the chain's newest checkpoint says of its beginning.
  private struct Start: Equatable {
    let target: String
    let reason: String
  }

  static let pruneAction = "audit.prune"

  let head: AuditQueries.AuditHeadRow
  /// What rows hashed to when they were anchored, by sequence.
  let anchored: [Int64: String]
  private var expected: Int64
  private var previous: String
  private var start: Start?
  private var checked: Int64 = 0
  private(set) var finding: AuditFinding?

  init(head: AuditQueries.AuditHeadRow, anchored: [Int64: String]) {
    self.head = head
    self.anchored = anchored
    expected = head.firstSequence
    previous = head.firstPreviousHash
  }

  /// What a checkpoint row holds.
  static func checkpoint(first: Int64, previousHash: String) -> AuditEntry {
    AuditEntry(action: pruneAction, target: "audit:\(first)", reason: previousHash)
  }

  mutating func take(_ row: AuditQueries.AuditRow) {
    guard finding == nil else { return }
    if row.sequence > expected, expected <= head.lastSequence {
      finding = AuditFinding(
        sequence: expected, rowID: nil, problem: "Row \(expected) is missing: row \(row.sequence), id \(row.id), follows the one before it.")
    } else if let problem = problem(of: row) {
      finding = AuditFinding(sequence: row.sequence, rowID: row.id, problem: problem)
    }
    guard finding == nil else { return }
    if row.action == Self.pruneAction { start = Start(target: row.target, reason: row.reason ?? "") }
    previous = row.hash
    expected += 1
    checked += 1
  }

  /// After the last row.
  mutating func report(_ tenant: TenantID) -> AuditChainReport {
    if finding == nil { finding = endProblem }
    return AuditChainReport(tenant: tenant, first: head.firstSequence, last: head.lastSequence, rows: checked, finding: finding)
  }

  private func problem(of row: AuditQueries.AuditRow) -> String? {
    if row.sequence < head.firstSequence { return "Row \(row.sequence) stands before the first one, \(head.firstSequence)." }
    if row.sequence > head.lastSequence { return "Row \(row.sequence) stands behind the last one, \(head.lastSequence)." }
    let record = AuditRecord(
      previous: previous, tenantID: row.tenantID, sequence: row.sequence, id: row.id, createdAt: row.createdAt, actorID: row.actorID,
      action: row.action, target: row.target, reason: row.reason, request: row.request, commitment: row.commitment)
    guard record.hash == row.hash, row.reason != "" else {

      return "Row \(row.sequence) does not have the hash of what is in it and of the row before it."

    }
    if let detail = row.detail, AuditChain.commitment(to: detail, salt: row.salt) != row.commitment {
      return "The detail of row \(row.sequence) is not the one that was written."
    }
    if let hash = anchored[row.sequence], hash != row.hash { return "Row \(row.sequence) was another one when it was anchored." }
    return nil
  }

  private var endProblem: AuditFinding? {
    if expected <= head.lastSequence {
      return AuditFinding(
        sequence: expected, rowID: nil, problem: "Row \(expected) and what follows it are missing; the last one was row \(head.lastSequence).")
    }
    if previous != head.lastHash {
      return AuditFinding(sequence: head.lastSequence, rowID: nil, problem: "The chain does not end with the row that was its last one.")
    }
    if let gone = anchored.keys.filter({ $0 > head.lastSequence }).min() {
      return AuditFinding(
        sequence: head.lastSequence + 1, rowID: nil,
        problem: "Row \(gone) was anchored and is missing: the newest rows after row \(head.lastSequence) were taken off.")
    }
    let wanted = Self.checkpoint(first: head.firstSequence, previousHash: head.firstPreviousHash)
    let isWhole = head.firstSequence == 1 && head.firstPreviousHash.isEmpty && start == nil
    guard isWhole || start == Start(target: wanted.target, reason: wanted.reason ?? "") else {
      return AuditFinding(
        sequence: head.firstSequence, rowID: nil, problem: "No checkpoint says that the rows before row \(head.firstSequence) may be gone.")
    }
    return nil
  }
}
