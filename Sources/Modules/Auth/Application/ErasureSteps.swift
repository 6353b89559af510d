public import ForumKernel
import Foundation

/// The steps of an erasure that are those of the store; each may be repeated. What other stores hold is for who puts the forum together.
public struct ErasureSteps: Sendable {
  let store: any PrivacyStore
  let accounts: any AuthStore
  let secrets: any SecretKeeper
  let authenticator: Authenticator
  let clock: any WallClock

  /// Throws `invalid` for a saga that names none.
  public func erasure(of saga: SagaRecord) async throws -> Erasure {
    guard let id = saga.data[EraseAccount.erasureKey].flatMap({ ErasureID($0) }), let erasure = try await store.erasure(id, saga.tenant) else {
      throw AppError(.invalid, "saga_damaged", "The saga \(saga.id) does not say which erasure it is for.")
    }
    return erasure
  }

  /// `isLate`: once more, for what was written while the erasure ran.
  public func contents(_ erasure: Erasure, isLate: Bool = false) async throws { try await store.eraseContents(erasure, isLate: isLate) }

  /// What imports call the person is kept first, as digests by which an import knows that they are erased. `isLate`: once more, for what came in
  /// meanwhile.
  public func records(_ erasure: Erasure, isLate: Bool = false) async throws {
    // Before it is forgotten that they were the same person.
    let digests = try await store.importedAs(erasure.userID, erasure.tenant).map { secrets.digest($0, for: erasure.tenant.raw) }
    if !digests.isEmpty { try await store.write(erasure.tenant, actor: nil) { try $0.keepErased(authors: digests, of: erasure) } }
    try await store.eraseRecords(erasure, isLate: isLate)
  }

  /// What names the account by its id, and by its handle and address as long as there is such an account.
  public func traces(_ erasure: Erasure) async throws {
    let user = try await person(of: erasure)
    try await store.eraseTraces(erasure, logins: Set([user?.handle.key, user?.email?.key].compactMap(\.self)))
  }

  /// Who it is, as long as there is such an account.
  public func person(of erasure: Erasure) async throws -> User? { try await accounts.user(erasure.userID, erasure.tenant) }

  /// All that mail of the forum went to: the address of the account, and those that links were sent to.
  public func addresses(of erasure: Erasure) async throws -> Set<String> {
    Set(try await store.addresses(of: erasure.userID, erasure.tenant) + [try await person(of: erasure)?.email?.text].compactMap(\.self))
  }

  /// Its handle stays taken, as a digest. Nothing happens but for remembered tokens when the account is gone already.
  public func account(_ erasure: Erasure) async throws {
    if let user = try await person(of: erasure) {
      let names = ["user:\(user.id)", "login:\(user.handle.key)"] + (user.email.map { ["login:\($0.key)"] } ?? [])
      try await store.eraseAccount(
        erasure, names: [secrets.digest(RegisterUser.gone(user.handle), for: erasure.tenant.raw)],
        attempts: names.map { secrets.digest($0, for: erasure.tenant.raw) } + [CheckSecondFactor.counter(of: user.id, erasure.tenant, secrets)])
    }
    authenticator.forget(user: erasure.userID)
  }

  /// What other stores did. An item that was noted before keeps its count: a step that is repeated finds less.
  public func note(_ entries: [ErasureEntry], of erasure: Erasure) async throws {
    try await store.write(erasure.tenant, actor: nil) { tx in
      let known = try tx.entries(of: erasure)
      // What a step found before it was repeated holds.
      for entry in entries where !known.contains(where: { $0.store == entry.store && $0.item == entry.item }) { try tx.note(entry, of: erasure) }
    }
  }

  /// Signs what was done. `sign` answers the signature over the bytes in base64url, and the public key.
  public func receipt(_ erasure: Erasure, sign: @Sendable ([UInt8]) async throws -> (signature: String, key: String)) async throws {
    guard erasure.receipt == nil else { return }
    let entries = try await store.write(erasure.tenant, actor: nil) { try $0.entries(of: erasure) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let now = clock.now
    let bytes = Array(try encoder.encode(ErasureReceipt(erasure, entries, endedAt: now)))
    let (signature, key) = try await sign(bytes)
    let receipt = SignedReceipt(endedAt: now, text: String(decoding: bytes, as: UTF8.self), signature: signature, key: key)
    try await store.write(erasure.tenant, actor: nil) { tx in
      guard try tx.save(receipt, of: erasure) else { return }
      try tx.audit(AuditEntry(action: "user.erased", target: "user:\(erasure.userID)", reason: erasure.mode.rawValue))
    }
  }
}
