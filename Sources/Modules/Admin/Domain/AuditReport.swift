public import ForumKernel

/// The newest row of a tenant's audit chain: its hash covers all rows before it.
public struct AuditHead: Sendable, Equatable, Codable {
  public let tenant: TenantID
  public let sequence: Int64
  /// SHA-256 in lower-case hexadecimal digits.
  public let hash: String

  public init(tenant: TenantID, sequence: Int64, hash: String) {
    self.tenant = tenant
    self.sequence = sequence
    self.hash = hash
  }
}

/// A head as it was at a moment, signed and kept outside the database.
public struct AuditAnchor: Sendable, Equatable {
  public let head: AuditHead
  public let at: Timestamp

  public init(head: AuditHead, at: Timestamp) {
    self.head = head
    self.at = at
  }
}

/// Where a chain is broken.
public struct AuditFinding: Sendable, Equatable, Codable {
  /// The place: the number of the row in its tenant's chain.
  public let sequence: Int64
  /// The id of the row there; nil where there is none.
  public let rowID: RawID?
  /// One sentence for a person.
  public let problem: String

  public init(sequence: Int64, rowID: RawID?, problem: String) {
    self.sequence = sequence
    self.rowID = rowID
    self.problem = problem
  }
}

/// What the check of one tenant's chain found.
public struct AuditChainReport: Sendable, Equatable, Codable {
  public let tenant: TenantID
  /// The first and the last row that must be there.
  public let first: Int64
  public let last: Int64
  /// Rows that were looked at, up to the first bad one.
  public let rows: Int64
  /// nil when the chain is whole.
  public let finding: AuditFinding?

  public init(tenant: TenantID, first: Int64, last: Int64, rows: Int64, finding: AuditFinding?) {
    self.tenant = tenant
    self.first = first
    self.last = last
    self.rows = rows
    self.finding = finding
  }
}

/// What a check of the whole audit log found.
public struct AuditReport: Sendable, Equatable, Codable {
  public let chains: [AuditChainReport]
  /// Anchors that were compared with the chains.
  public let anchors: Int
  /// What is wrong with the anchors themselves; nil when nothing is.
  public let anchorProblem: String?
  /// The public key of the anchors, `k4.public.…`: whoever keeps it elsewhere knows that nobody made others.
  public let key: String

  public init(chains: [AuditChainReport], anchors: Int, anchorProblem: String?, key: String) {
    self.chains = chains
    self.anchors = anchors
    self.anchorProblem = anchorProblem
    self.key = key
  }

  public var isWhole: Bool { anchorProblem == nil && chains.allSatisfy { $0.finding == nil } }
}
