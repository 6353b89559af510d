/// Hashes passwords slowly, on a bounded pool of threads of its own.
public protocol PasswordHasher: Sendable {
  /// A PHC string (`$argon2id$…`) with a salt of its own. Throws `unavailable` (`hashing_busy`) when too many wait already.
  func hash(_ password: String) async throws -> String
  /// False for a wrong password, and for what is no hash. Also verifies hashes of other programs for which `fault(ofImported:)` is nil. Wrong ones take the
  /// same time, whatever the hash is. Throws `unavailable` (`hashing_busy`).
  func verify(_ password: String, against hash: String) async throws -> Bool
  /// Why a hash that another program made can't be verified here, in a few words without any of it; nil when it can.
  func fault(ofImported hash: String) -> String?
  /// True when the hash was made in another way, or with weaker settings than today's.
  func needsRehash(_ hash: String) -> Bool
  /// A hash of nothing, to verify against when there is no account, so that both cases take equally long.
  var dummyHash: String { get }
}
