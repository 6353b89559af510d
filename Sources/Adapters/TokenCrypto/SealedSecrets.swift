import Auth
import Crypto
import ForumKernel
import Foundation

/// Secrets under keys that are derived from one, each for its own purpose: what is encrypted with ChaCha20-Poly1305, and what is known again by its HMAC.
struct SealedSecrets: SecretKeeper {
  private static let sealedPrefix = "s1."
  private static let ticketPrefix = "flt1_"
  private static let tagLength = 32

  private let key: SymmetricKey

  init(key: [UInt8]) { self.key = SymmetricKey(data: key) }

  func random(_ count: Int) -> [UInt8] { SecureRandom.bytes(count) }

  func seal(_ secret: [UInt8], for owner: RawID) throws -> String {
    let box = try ChaChaPoly.seal(Data(secret), using: derived("seal"), authenticating: Data(owner.bytes))
    return Self.sealedPrefix + Base64URL.encode(box.combined)
  }

  func open(_ sealed: String, for owner: RawID) throws -> [UInt8] {
    guard sealed.hasPrefix(Self.sealedPrefix), let bytes = Base64URL.decode(sealed.dropFirst(Self.sealedPrefix.count)),
      let box = try? ChaChaPoly.SealedBox(combined: Data(bytes)),
      let secret = try? ChaChaPoly.open(box, using: derived("seal"), authenticating: Data(owner.bytes))
    else { throw AppError(.unavailable, "secret_unreadable", "A secret of this account can't be read.", cause: "sealing_key_changed") }
    return Array(secret)
  }

  func timeCode(_ secret: [UInt8], step: Int64) -> String {
    let counter = (0..<8).map { UInt8(truncatingIfNeeded: step >> (56 - 8 * Int64($0))) }
    let digest = Array(HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: SymmetricKey(data: secret)))
    let offset = Int(digest[19] & 0x0f)
    let number = digest[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7fff_ffff
    let digits = String(number % 1_000_000)
    return String(repeating: "0", count: 6 - digits.count) + digits
  }

  func digest(_ word: String, for owner: RawID) -> String {
    Base64URL.encode(HMAC<SHA256>.authenticationCode(for: owner.bytes + Array(word.utf8), using: derived("digest")))
  }

  func ticket(_ kind: TicketKind, _ id: RawID, _ tenant: TenantID) -> String {
    Self.ticketPrefix + Base64URL.encode(id.bytes + Array(tag(kind, id, tenant)))
  }

  func id(inTicket text: String, _ kind: TicketKind, _ tenant: TenantID) -> RawID? {
    guard text.hasPrefix(Self.ticketPrefix), text.utf8.count == Self.ticketPrefix.utf8.count + (16 + Self.tagLength) * 4 / 3,
      let bytes = Base64URL.decode(text.dropFirst(Self.ticketPrefix.count)), let id = RawID(bytes: bytes.prefix(16)),
      HMAC<SHA256>.isValidAuthenticationCode(bytes.suffix(Self.tagLength), authenticating: id.bytes + tenant.raw.bytes, using: derived(kind.rawValue))
    else { return nil }
    return id
  }

  private func tag(_ kind: TicketKind, _ id: RawID, _ tenant: TenantID) -> HMAC<SHA256>.MAC {
    HMAC<SHA256>.authenticationCode(for: id.bytes + tenant.raw.bytes, using: derived(kind.rawValue))
  }

  private func derived(_ purpose: String) -> SymmetricKey {
    HKDF<SHA256>.deriveKey(inputKeyMaterial: key, info: Data("forum-lite/\(purpose)".utf8), outputByteCount: 32)
  }
}
