public import Auth
import CSodium
import ForumKernel
import Foundation
import Synchronization

/// Argon2id by libsodium, and what other programs hashed, on one `HashingThread` a core. When all are busy and enough wait, the next caller is turned
/// away.
public final class Argon2Hasher: PasswordHasher {
  /// libsodium picks its fastest code here; without it nothing of it may be called.
  static let isSodiumReady = sodium_init() >= 0

  private struct Load {
    var hashes = 0
    var nextLane = 0
  }

  private let lanes: [HashingThread]
  private let hashesMax: Int
  private let load = Mutex(Load())
  private let wrongAnswer: Duration

  /// `threads`: nil for one a core. `waitingMax`: callers beyond those that hash at the moment; nil for the default of 64.
  /// `wrongAnswer`: how long a wrong password takes at least; nil for the default.
  public init(threads: Int? = nil, waitingMax: Int? = nil, wrongAnswer: Duration? = nil) {
    self.wrongAnswer = wrongAnswer ?? .milliseconds(TokenCryptoLimits.wrongPasswordMilliseconds)
    precondition(Self.isSodiumReady, "libsodium found no source of random numbers")
    lanes = (0..<max(1, threads ?? ProcessInfo.processInfo.activeProcessorCount)).map { HashingThread(name: "hashing-\($0)") }
    hashesMax = lanes.count + (waitingMax ?? TokenCryptoLimits.hashesWaitingMax)
  }

  public func hash(_ password: String) async throws -> String {
    try await onOwnThread {
      var hash = [CChar](repeating: 0, count: Int(crypto_pwhash_STRBYTES))
      let result = password.withCString {
        crypto_pwhash_str(&hash, $0, UInt64(password.utf8.count), UInt64(TokenCryptoLimits.argonPasses), TokenCryptoLimits.argonMemoryBytes)
      }
      guard result == 0 else {
        throw AppError(.unavailable, "hashing_busy", "There is not enough memory at the moment. Try again.", retryAfterSeconds: 1)
      }
      return String(decoding: hash.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }

  public func verify(_ password: String, against hash: String) async throws -> Bool {
    let began = ContinuousClock.now
    let isRight = try await onOwnThread {
      if let imported = ImportedHash(hash) { return imported.fits(password) }
      return password.withCString { crypto_pwhash_str_verify(hash, $0, UInt64(password.utf8.count)) } == 0
    }
    // The time must not tell of what kind the hash is, or that there is none. It costs no thread.
    if !isRight { try await Task.sleep(until: began + wrongAnswer, clock: .continuous) }
    return isRight
  }

  public func fault(ofImported hash: String) -> String? {
    guard hash.hasPrefix("$argon2id$") else { return ImportedHash.fault(of: hash) }
    guard let match = hash.wholeMatch(of: /\$argon2id\$v=19\$m=([0-9]{1,7}),t=([0-9]{1,3}),p=1\$[A-Za-z0-9+\/]{11,86}\$[A-Za-z0-9+\/]{22,86}/),
      let memory = Int(match.1), let passes = Int(match.2)
    else { return "the Argon2id hash is not whole, or has more than one lane" }
    return memory <= TokenCryptoLimits.importedMemoryMax && passes <= TokenCryptoLimits.importedPassesMax && passes > 0
      ? nil : "the Argon2id hash asks for more than \(TokenCryptoLimits.importedMemoryMax) KiB or \(TokenCryptoLimits.importedPassesMax) passes"
  }

  public func needsRehash(_ hash: String) -> Bool {
    crypto_pwhash_str_needs_rehash(hash, UInt64(TokenCryptoLimits.argonPasses), TokenCryptoLimits.argonMemoryBytes) != 0
  }

  /// Random salt and hash that belong to no password.
  public let dummyHash =
    "$argon2id$v=19$m=\(TokenCryptoLimits.argonMemoryBytes / 1024),t=\(TokenCryptoLimits.argonPasses),p=1"
    + "$mBtWxb0ZTpIOVvv+iB7szw$XDoyijyIJCmrGCfMi2iGo4nkklhoSmcBilJ0XbLHQIE"

  private func onOwnThread<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
    let lane = load.withLock { load -> HashingThread? in
      guard load.hashes < hashesMax else { return nil }
      load.hashes += 1
      load.nextLane = (load.nextLane + 1) % lanes.count
      return lanes[load.nextLane]
    }
    guard let lane else {
      throw AppError(.unavailable, "hashing_busy", "Too many people are signing in at the moment. Try again.", retryAfterSeconds: 1)
    }
    defer { load.withLock { $0.hashes -= 1 } }
    return try await withCheckedThrowingContinuation { continuation in
      lane.run { continuation.resume(with: Swift.Result(catching: work)) }
    }
  }
}
