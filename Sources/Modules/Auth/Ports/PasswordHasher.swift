/// Hashes passwords slowly, on a bounded pool of threads of its own.
public protocol PasswordHasher: Sendable {
  /// A PHC string (`$argon2id$…`) with a salt of its own. Throws `unavailable` (`hashing_busy`) when too many wait already.
  func hash(_ password: String) async throws -> String
  /// False for a wrong password, and for a hash that is not one of ours. Takes as long as `hash`. Throws `unavailable` (`hashing_busy`).
  func verify(_ password: String, against hash: String) async throws -> Bool
  /// True when the hash was made with weaker settings than today's.
  func needsRehash(_ hash: String) -> Bool
  /// A hash of nothing, to verify against when there is no account, so that both cases take equally long.
  var dummyHash: String { get }
}
