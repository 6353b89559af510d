public import Auth

/// A password hasher that costs nothing, for tests of everything else. The real one has tests of its own.
public struct PlainHasher: PasswordHasher {
  public init() {}

  public func hash(_ password: String) async throws -> String { "plain:\(password)" }
  public func verify(_ password: String, against hash: String) async throws -> Bool { hash == "plain:\(password)" }
  public func fault(ofImported hash: String) -> String? { hash.hasPrefix("plain:") ? nil : "the hash is not plain" }
  public func needsRehash(_ hash: String) -> Bool { false }
  public var dummyHash: String { "plain:\u{0}" }
}
