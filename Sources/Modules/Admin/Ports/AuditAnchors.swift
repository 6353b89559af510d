public import ForumKernel

/// Signed heads of the audit chains, kept where who can change the database need not be able to change them.
public protocol AuditAnchors: Sendable {
  /// Signs the heads and keeps them; they are durable when this returns.
  func append(_ heads: [AuditHead], at moment: Timestamp) async throws
  /// The newest anchored head of each tenant.
  func newest() async throws -> [TenantID: AuditHead]
  /// Ed25519 over the bytes with the key that signs anchors, in base64url, and the public key, `k4.public.…`.
  func sign(_ bytes: [UInt8]) async throws -> (signature: String, key: String)
  /// All anchors in their order, read anew.
  func all() async throws -> AnchorReading
}

/// The anchors as they were found.
public struct AnchorReading: Sendable {
  /// Those before the first bad one.
  public let anchors: [AuditAnchor]
  /// Where the first one is that is malformed, not signed by this forum's key, or not where it was; nil when all are good.
  public let problem: String?
  /// The public key they are signed with, `k4.public.…`.
  public let key: String

  public init(anchors: [AuditAnchor], problem: String?, key: String) {
    self.anchors = anchors
    self.problem = problem
    self.key = key
  }
}
