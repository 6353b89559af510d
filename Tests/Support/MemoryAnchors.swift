public import Admin
public import ForumKernel

/// Anchors of a forum in memory.
public actor MemoryAnchors: AuditAnchors {
  private var anchors: [AuditAnchor] = []

  public init() {}

  public func append(_ heads: [AuditHead], at moment: Timestamp) { anchors += heads.map { AuditAnchor(head: $0, at: moment) } }
  public func newest() -> [TenantID: AuditHead] { Dictionary(anchors.map { ($0.head.tenant, $0.head) }, uniquingKeysWith: { $1 }) }
  public func sign(_ bytes: [UInt8]) -> (signature: String, key: String) { ("of \(bytes.count) bytes", "k4.public.memory") }
  public func all() -> AnchorReading { AnchorReading(anchors: anchors, problem: nil, key: "k4.public.memory") }
}
