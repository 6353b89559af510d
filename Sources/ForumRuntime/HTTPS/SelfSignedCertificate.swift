import Crypto
import ForumKernel
import Foundation
import Glibc
import SwiftASN1
import X509

/// A certificate that the forum makes itself, for localhost and the name of the machine: enough for local use, and for nobody else's browser. It stays in the
/// data directory, so that who has once accepted it need not again.
struct SelfSignedCertificate {
  private static let daysValid = 397
  /// It is made anew before programs begin to complain.
  private static let daysLeftMin = 30
  private static let secondsADay = 86_400.0

  let certificates: String
  let key: String

  /// Makes both files where they are not there, or will not be good for long. Throws for a directory that can't be written.
  init(directory: String, now: Date) throws {
    (certificates, key) = (directory + "/self-signed.pem", directory + "/self-signed.key")
    if Self.isGood(certificates, key, now) { return }
    try PrivateFolder.make(directory)
    let privateKey = Certificate.PrivateKey(P256.Signing.PrivateKey())
    let certificate = try Self.make(privateKey, now)
    try Self.write(try privateKey.serializeAsPEM().pemString, to: key)
    try Self.write(try certificate.serializeAsPEM().pemString, to: certificates)
  }

  private static func make(_ key: Certificate.PrivateKey, _ now: Date) throws -> Certificate {
    let name = try DistinguishedName { CommonName("forum-lite on this machine") }
    let addresses = [[127, 0, 0, 1], [UInt8](repeating: 0, count: 15) + [1]].map { GeneralName.ipAddress(ASN1OctetString(contentBytes: $0[...])) }
    let hosts = Set(["localhost", ProcessInfo.processInfo.hostName.lowercased()]).sorted().map { GeneralName.dnsName($0) }
    return try Certificate(
      version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: key.publicKey, notValidBefore: now.addingTimeInterval(-secondsADay),
      notValidAfter: now.addingTimeInterval(Double(daysValid) * secondsADay), issuer: name, subject: name, signatureAlgorithm: .ecdsaWithSHA256,
      extensions: try Certificate.Extensions {
        Critical(BasicConstraints.notCertificateAuthority)
        Critical(KeyUsage(digitalSignature: true))
        try ExtendedKeyUsage([.serverAuth])
        SubjectAlternativeNames(hosts + addresses)
      }, issuerPrivateKey: key)
  }

  private static func isGood(_ certificates: String, _ key: String, _ now: Date) -> Bool {
    guard let text = try? String(contentsOfFile: certificates, encoding: .utf8), let certificate = try? Certificate(pemEncoded: text),
      let keyText = try? String(contentsOfFile: key, encoding: .utf8), let privateKey = try? Certificate.PrivateKey(pemEncoded: keyText)
    else { return false }
    let latest = certificate.notValidAfter.addingTimeInterval(-Double(daysLeftMin) * secondsADay)
    return privateKey.publicKey == certificate.publicKey && certificate.notValidBefore <= now && now < latest
  }

  /// Nobody else may read what is written here, at any moment.
  private static func write(_ text: String, to path: String) throws {
    let descriptor = open(path + ".new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw AppError(.unavailable, "tls_unwritable", "\(path) can't be written: \(String(cString: strerror(errno))).") }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    // Nothing to do once it has its name.
    defer { unlink(path + ".new") }
    try file.write(contentsOf: Data(text.utf8))
    try file.synchronize()
    guard rename(path + ".new", path) == 0 else {
      throw AppError(.unavailable, "tls_unwritable", "\(path) can't be written: \(String(cString: strerror(errno))).")
    }
  }
}
