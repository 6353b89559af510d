import Auth
import ForumKernel
import Foundation
import Support
import Testing

@testable import TokenCrypto

@Suite("Rotation of the signing keys")
struct KeyRotationTests {
  private let now = Timestamp(milliseconds: 1_750_000_000_000)
  private let ids = IDGenerator(clock: ManualClock())

  private func token(_ keys: SigningKeys, at time: Timestamp, _ format: TokenFormat = .jwt) async throws -> String {
    let claims = AccessClaims(user: ids.next(), tenant: ids.next(), session: ids.next(), issuedAt: time, expiresAt: time.adding(seconds: 900))
    return try await keys.issuer.accessToken(claims, as: format)
  }

  private func cause(_ keys: SigningKeys, _ token: String, at time: Timestamp) async -> String? {
    do {
      _ = try await keys.issuer.verify(token, now: time)
      return nil
    } catch {
      return (error as? AppError)?.cause ?? "\(error)"
    }
  }

  private func shown(_ keys: SigningKeys, at time: Timestamp) throws -> [String] {
    let set = try #require(try JSONSerialization.jsonObject(with: Data(keys.keySet(now: time))) as? [String: [[String: String]]])
    return try #require(set["keys"]).compactMap { $0["kid"] }
  }

  @Test("the next key is shown before it signs, and the old one is believed until its last token has expired", arguments: TokenFormat.allCases)
  func overlap(_ format: TokenFormat) async throws {
    let keys = SigningKeys.inMemory()
    let old = try #require(keys.keys(now: now).first)
    let states = try await keys.rotate(leadSeconds: 600, isRevoking: false, now: now)
    #expect(states.map(\.use) == [.signing, .next])
    #expect(try shown(keys, at: now) == states.map(\.id))
    let begin = now.adding(seconds: 600)
    let before = try await token(keys, at: begin.adding(seconds: -1), format)
    let after = try await token(keys, at: begin, format)
    #expect(keys.keys(now: begin).map(\.use) == [.retiring, .signing])
    for token in [before, after] { #expect(await cause(keys, token, at: begin) == nil) }
    // A node whose clock is a minute ahead signs with the next key already; nobody is believed earlier than that.
    #expect(await cause(keys, after, at: begin.adding(seconds: -60)) == nil)
    #expect(await cause(keys, after, at: begin.adding(seconds: -61)) == (format == .jwt ? "kid_not_in_use" : "kid_unknown"))
    let end = begin.adding(seconds: TokenCryptoLimits.accessTokenLifetimeSecondsMax + TokenCryptoLimits.clockSkewSeconds)
    #expect(try shown(keys, at: end.adding(seconds: -1)).contains(old.id))
    #expect(try !shown(keys, at: end).contains(old.id))
    #expect(await cause(keys, before, at: end) == (format == .jwt ? "kid_not_in_use" : "kid_unknown"))
  }

  @Test("of many rotations at once one is done, and the key that it shows is the one that is kept")
  func atOnce() async throws {
    try await withTemporaryFolder { folder in
      let keys = try await SigningKeys.open(directory: folder + "/keys")
      let shown = await withTaskGroup(of: [SigningKeyState]?.self) { group in
        for _ in 0..<20 { group.addTask { try? await keys.rotate(leadSeconds: 600, isRevoking: false, now: now) } }
        return await group.reduce(into: [[SigningKeyState]]()) { if let states = $1 { $0.append(states) } }
      }
      #expect(shown.map { $0.map(\.id) } == [keys.keys(now: now).map(\.id)])
      #expect(try await SigningKeys.open(directory: folder + "/keys").keys(now: now) == shown.first)
    }
  }

  @Test("while the next key waits there is no other one; after its time there can be")
  func oneAtATime() async throws {
    let keys = SigningKeys.inMemory()
    _ = try await keys.rotate(leadSeconds: 600, isRevoking: false, now: now)
    let error = await #expect(throws: AppError.self) { try await keys.rotate(leadSeconds: 600, isRevoking: false, now: now) }
    #expect(error?.slug == "rotation_pending")
    #expect(try await keys.rotate(leadSeconds: 0, isRevoking: false, now: now.adding(seconds: 601)).map(\.use) == [.retiring, .retiring, .signing])
  }

  @Test("after a revocation nothing of the old keys is believed or shown")
  func revocation() async throws {
    let keys = SigningKeys.inMemory()
    let stolen = try await token(keys, at: now)
    let states = try await keys.rotate(leadSeconds: 600, isRevoking: true, now: now)
    #expect(states.map(\.use) == [.signing])
    #expect(try shown(keys, at: now) == states.map(\.id))
    #expect(await cause(keys, stolen, at: now) == "kid_unknown")
    #expect(await cause(keys, try await token(keys, at: now), at: now) == nil)
  }

  @Test("a directory with a key of an older release opens, and keeps the keys of every rotation over a restart")
  func directory() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("rotation-\(UUID().uuidString)").path
    defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: folder) } }
    let old = SigningKey()
    let files = try KeyDirectory(folder)
    try files.put(old.fileContent, named: "signing.key")
    for name in ["refresh.key", "cursor.key"] { _ = try files.secret(named: name) }
    let first = try await SigningKeys.open(directory: folder)
    #expect(first.keys(now: now).map(\.id) == [old.id])
    let sealed = try first.secrets.seal([1, 2, 3], for: RawID(high: 1, low: 2))
    let states = try await first.rotate(leadSeconds: 600, isRevoking: false, now: now)
    let second = try await SigningKeys.open(directory: folder)
    #expect(second.keys(now: now) == states)
    #expect(try second.secrets.open(sealed, for: RawID(high: 1, low: 2)) == [1, 2, 3])
    _ = try await second.rotate(leadSeconds: 0, isRevoking: true, now: now.adding(seconds: 1))
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasPrefix("signing") }
    #expect(names == ["signing.\(now.milliseconds + 1000).key"])
    #expect(try await SigningKeys.open(directory: folder).keys(now: now.adding(seconds: 1)).count == 1)
  }
}

@Suite("Sealed secrets and tickets")
struct SealedSecretsTests {
  private let secrets = SealedSecrets(key: [UInt8](repeating: 3, count: 32))
  private let owner = RawID(high: 1, low: 2)
  private let tenant = TenantID(RawID(high: 3, low: 4))

  @Test("what is sealed shows nothing, and opens for its owner under its key alone")
  func sealing() throws {
    let secret = Array("a secret of 20 bytes".utf8)
    let sealed = try secrets.seal(secret, for: owner)
    #expect(try secrets.open(sealed, for: owner) == secret)
    #expect(try secrets.seal(secret, for: owner) != sealed)
    #expect(!sealed.contains(Base64URL.encode(secret).dropLast(3)))
    #expect(throws: AppError.self) { try secrets.open(sealed, for: RawID(high: 1, low: 3)) }
    #expect(throws: AppError.self) { try SealedSecrets(key: [UInt8](repeating: 4, count: 32)).open(sealed, for: owner) }
    #expect(throws: AppError.self) { try secrets.open(String(sealed.dropLast(4)), for: owner) }
    #expect(throws: AppError.self) { try secrets.open("", for: owner) }
  }

  @Test(
    "codes are those of RFC 6238",
    arguments: [
      (59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (1_234_567_890, "005924"), (2_000_000_000, "279037"),
      (20_000_000_000, "353130"),
    ] as [(Int64, String)])
  func timeCodes(_ seconds: Int64, _ code: String) { #expect(secrets.timeCode(Array("12345678901234567890".utf8), step: seconds / 30) == code) }

  @Test("a ticket is good for its kind, its tenant and its id alone")
  func tickets() throws {
    let ticket = secrets.ticket(.link, owner, tenant)
    #expect(secrets.ticket(.link, owner, tenant) == ticket)
    #expect(secrets.id(inTicket: ticket, .link, tenant) == owner)
    #expect(secrets.id(inTicket: ticket, .invitation, tenant) == nil && secrets.id(inTicket: ticket, .device, tenant) == nil)
    #expect(secrets.id(inTicket: ticket, .link, TenantID(owner)) == nil)
    #expect(SealedSecrets(key: [UInt8](repeating: 4, count: 32)).id(inTicket: ticket, .link, tenant) == nil)
    for index in ticket.indices {
      var changed = ticket
      changed.replaceSubrange(index...index, with: changed[index] == "A" ? "B" : "A")
      #expect(secrets.id(inTicket: changed, .link, tenant) == nil)
    }
  }
}
