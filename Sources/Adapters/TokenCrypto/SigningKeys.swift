public import Auth
public import ForumKernel
import Synchronization

/// The secrets of a forum: the keys that sign access tokens, and those behind refresh tokens, page cursors and what is sealed. They are in files of
/// the data directory, or in the store where several nodes share them.
public final class SigningKeys: KeyRotation {
  private static let plainNames = ["refresh.key", "cursor.key", "sealing.key"]

  public let issuer: any TokenIssuer
  public let secrets: any SecretKeeper
  /// 32 bytes.
  public let cursorKey: [UInt8]
  private let tokens: SignedTokens
  private let files: KeyDirectory?
  private let sharing: (any KeySharing)?
  private let isRotating = Mutex(false)

  /// Reads the key files and makes those that are missing, with mode 0600. Where nodes share their keys, the store's count. Throws `KeyFileError`.
  /// Without `refresh.key` all refresh tokens that were given out are void, without the signing keys all access tokens, and without `sealing.key`
  /// all second factors and all links in mails.
  public static func open(directory: String, sharing: (any KeySharing)? = nil) async throws -> SigningKeys {
    let files = try KeyDirectory(directory)
    var own = try files.contents { SigningKeyName.signsFrom($0) != nil }
    if own.isEmpty { own = [SigningKeyName.first: try files.contents(of: SigningKeyName.first, makingFirst: { SigningKey().fileContent })] }
    for name in plainNames { own[name] = try files.secret(named: name) }
    let keys = try await sharing?.sharedKeys(own) ?? own
    let plain = plainNames.compactMap { keys[$0] }
    guard plain.count == plainNames.count, plain.allSatisfy({ $0.count == 32 }) else {
      throw KeyFileError(description: "The store lacks keys of the forum, or has broken ones: its table node_keys must have a key of each kind.")
    }
    return SigningKeys(try schedule(of: keys), refreshKey: plain[0], cursorKey: plain[1], sealingKey: plain[2], files: files, sharing: sharing)
  }

  /// Keys that live as long as the process: for forums in memory.
  public static func inMemory() -> SigningKeys { SigningKeys(SigningKey(), refreshKey: SecureRandom.bytes(32), cursorKey: SecureRandom.bytes(32)) }

  convenience init(_ key: SigningKey, refreshKey: [UInt8], cursorKey: [UInt8]) {
    self.init(
      KeySchedule([(key, Timestamp(milliseconds: 0))]), refreshKey: refreshKey, cursorKey: cursorKey, sealingKey: SecureRandom.bytes(32), files: nil,
      sharing: nil)
  }

  private init(
    _ schedule: KeySchedule, refreshKey: [UInt8], cursorKey: [UInt8], sealingKey: [UInt8], files: KeyDirectory?, sharing: (any KeySharing)?
  ) {
    tokens = SignedTokens(schedule, refreshTokens: RefreshTokens(key: refreshKey))
    issuer = tokens
    secrets = SealedSecrets(key: sealingKey)
    self.cursorKey = cursorKey
    self.files = files
    self.sharing = sharing
  }

  public func keySet(now: Timestamp) -> [UInt8] {
    let keys = tokens.schedule.shown(at: now).map {
      #"{"kty":"OKP","crv":"Ed25519","use":"sig","alg":"EdDSA","kid":"\#($0.key.id)","x":"\#(Base64URL.encode($0.key.publicBytes))"}"#
    }
    return Array(#"{"keys":[\#(keys.joined(separator: ","))]}"#.utf8)
  }

  public func keys(now: Timestamp) -> [SigningKeyState] {
    let schedule = tokens.schedule
    let signing = schedule.signing(at: now).key.id
    return schedule.shown(at: now).map {
      let use: SigningKeyState.Use = $0.key.id == signing ? .signing : $0.signsFrom > now ? .next : .retiring
      return SigningKeyState(id: $0.key.id, publicKey: $0.key.publicPaserk, signsFrom: $0.signsFrom, use: use)
    }
  }

  public func rotate(leadSeconds: Int64, isRevoking: Bool, now: Timestamp) async throws -> [SigningKeyState] {
    guard
      isRotating.withLock({ isBusy in
        defer { isBusy = true }
        return !isBusy
      })
    else { throw AppError(.conflict, "rotation_pending", "The keys are being changed at this moment; see `keys list`.") }
    defer { isRotating.withLock { $0 = false } }
    let schedule = tokens.schedule
    guard isRevoking || !schedule.entries.contains(where: { $0.signsFrom > now }) else {
      throw AppError(.conflict, "rotation_pending", "The next key is there already and waits for its time; see `keys list`.")
    }
    let kept = isRevoking ? [] : schedule.shown(at: now)
    let gone = schedule.entries.filter { entry in !kept.contains { $0.key.id == entry.key.id } }
    var signsFrom = isRevoking ? now : now.adding(seconds: leadSeconds)
    // No two keys begin at the same moment: it is their order, and their name.
    while schedule.entries.contains(where: { $0.signsFrom == signsFrom }) { signsFrom = Timestamp(milliseconds: signsFrom.milliseconds + 1) }
    let next = (key: SigningKey(), signsFrom: signsFrom)
    try await change(adding: next, removing: gone)
    tokens.use(KeySchedule(kept.map { ($0.key, $0.signsFrom) } + [next]))
    return keys(now: now)
  }

  public func reload() async throws -> Bool {
    guard let sharing else { return false }
    let fresh = try Self.schedule(of: try await sharing.sharedKeys([:]), unless: tokens.schedule)
    guard let fresh else { return false }
    let ids = Set(fresh.entries.map(\.key.id))
    let isLess = tokens.schedule.entries.contains { !ids.contains($0.key.id) }
    tokens.use(fresh)
    return isLess
  }

  private func change(adding next: (key: SigningKey, signsFrom: Timestamp), removing gone: [KeySchedule.Entry]) async throws {
    let name = SigningKeyName.text(signsFrom: next.signsFrom)
    let old = gone.map { $0.signsFrom.milliseconds == 0 ? SigningKeyName.first : SigningKeyName.text(signsFrom: $0.signsFrom) }
    if let sharing, try await sharing.changeKeys(adding: [name: next.key.fileContent], removing: old) { return }
    guard let files else { return }
    // In this order: whoever is killed in between comes back with a fresh key, never with one that was to be revoked.
    for name in old { try files.remove(name) }
    try files.put(next.key.fileContent, named: name)
  }

  private static func schedule(of keys: [String: [UInt8]]) throws -> KeySchedule {
    let signing = try keys.compactMap { name, bytes -> (SigningKey, Timestamp)? in
      guard let signsFrom = SigningKeyName.signsFrom(name) else { return nil }
      guard let key = SigningKey(fileContent: bytes) else {
        throw KeyFileError(description: "The key \(name) is not an Ed25519 key in PASERK form (k4.secret.…).")
      }
      return (key, signsFrom)
    }
    guard !signing.isEmpty else { throw KeyFileError(description: "There is no key to sign with.") }
    return KeySchedule(signing)
  }

  /// nil when these are the keys that are known.
  private static func schedule(of keys: [String: [UInt8]], unless known: KeySchedule) throws -> KeySchedule? {
    guard keys.contains(where: { SigningKeyName.signsFrom($0.key) != nil }) else { return nil }
    let fresh = try schedule(of: keys)
    return fresh.entries.map(\.key.id) == known.entries.map(\.key.id) ? nil : fresh
  }
}
