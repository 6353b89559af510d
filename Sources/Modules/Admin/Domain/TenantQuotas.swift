/// The most that a tenant may hold; nil: any number.
public struct TenantQuotas: Sendable, Equatable, Codable {
  public let members: Int64?
  public let threads: Int64?
  public let posts: Int64?
  /// Of text in UTF-8: posts with all that they said before, and comments.
  public let bytes: Int64?

  public init(members: Int64? = nil, threads: Int64? = nil, posts: Int64? = nil, bytes: Int64? = nil) {
    self.members = members
    self.threads = threads
    self.posts = posts
    self.bytes = bytes
  }

  /// Whether there is none at all.
  public var isUnlimited: Bool { self == TenantQuotas() }
}

/// What a tenant holds, deleted content that can come back included.
public struct TenantUsage: Sendable, Equatable, CustomStringConvertible {
  public let members: Int64
  public let threads: Int64
  public let posts: Int64
  /// As its quota counts them.
  public let bytes: Int64

  public init(members: Int64, threads: Int64, posts: Int64, bytes: Int64) {
    self.members = members
    self.threads = threads
    self.posts = posts
    self.bytes = bytes
  }

  public var description: String { "\(members) members, \(threads) threads, \(posts) posts, \(bytes) bytes" }
}
