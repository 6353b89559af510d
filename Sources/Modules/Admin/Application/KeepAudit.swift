import ForumKernel

/// Anchors the audit chains and lets go of what is past its time.
public struct KeepAudit: Sendable {
  /// Rows that one transaction takes: nobody waits long for the writer.
  private static let pruneChunk: Int64 = 2000

  let trail: any AuditTrail
  let anchors: any AuditAnchors
  let access: AccessDirectory
  let retention: Retention
  let clock: any WallClock

  /// Anchors the heads that moved since the last time; how many. Throws `conflict` (`audit_shrunk`) when a chain is shorter than its anchor or has
  /// another row there: somebody changed the history, or an older copy of the database was put back.
  @discardableResult
  public func anchor() async throws -> Int {
    let known = try await anchors.newest()
    let heads = try await trail.auditHeads()
    let moved = heads.filter { $0.sequence > known[$0.tenant]?.sequence ?? 0 }
    if !moved.isEmpty { try await anchors.append(moved, at: clock.now) }
    let now = Dictionary(uniqueKeysWithValues: heads.map { ($0.tenant, $0) })
    let lost = known.values.filter { anchor in
      guard let head = now[anchor.tenant] else { return true }
      return head.sequence < anchor.sequence || head.sequence == anchor.sequence && head.hash != anchor.hash
    }
    guard lost.isEmpty else {
      let places = lost.map { "\($0.tenant) at \($0.sequence)" }.sorted().joined(separator: ", ")
      throw AppError(.conflict, "audit_shrunk", "The audit log lacks rows that were anchored: \(places). Run `forum-lite audit verify`.")
    }
    return moved.count
  }

  /// Signs what this forum vouches for, as anchors are signed: the signature in base64url, and the public key.
  public func sign(_ bytes: [UInt8]) async throws -> (signature: String, key: String) { try await anchors.sign(bytes) }

  /// Prunes what no longer has to be kept, in every tenant; rows that went.
  @discardableResult
  public func prune() async throws -> Int64 {
    var total: Int64 = 0
    for head in try await trail.auditHeads() {
      guard let moment = retention.end(head.tenant, try await access.policies(of: head.tenant), now: clock.now) else { continue }
      while true {
        let count = try await trail.pruneAudit(head.tenant, before: moment, rowsMax: Self.pruneChunk)
        total += count
        if count < Self.pruneChunk { break }
      }
    }
    return total
  }
}

/// Checks the audit log against itself and against its anchors. Writes nothing.
public struct VerifyAudit: Sendable {
  let trail: any AuditTrail
  let anchors: any AuditAnchors

  public init(trail: any AuditTrail, anchors: any AuditAnchors) {
    self.trail = trail
    self.anchors = anchors
  }

  /// All chains of all tenants. What is wrong is in the report: throws only when the log or the anchors can't be read.
  public func callAsFunction() async throws -> AuditReport {
    let reading = try await anchors.all()
    var anchored: [TenantID: [Int64: String]] = [:]
    var problem = reading.problem
    for anchor in reading.anchors {
      let head = anchor.head
      if let other = anchored[head.tenant]?[head.sequence], other != head.hash {
        problem = problem ?? "Two anchors of tenant \(head.tenant) disagree about row \(head.sequence): its history was replaced before \(anchor.at)."
      }
      anchored[head.tenant, default: [:]][head.sequence] = head.hash
    }
    return AuditReport(
      chains: try await trail.checkAudit(anchored: anchored), anchors: reading.anchors.count, anchorProblem: problem, key: reading.key)
  }
}
