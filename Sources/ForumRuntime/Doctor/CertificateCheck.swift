import Foundation
import SwiftASN1
import X509

/// A certificate that the forum is served with: readable, of its key, and good for a while.
public struct CertificateCheck {
  private static let check = "certificate"
  private static let daysLeftMin = 14
  private static let secondsADay = 86_400.0

  let certificates: String
  let key: String
  let now: Date

  init(certificates: String, key: String, now: Date = Date()) {
    self.certificates = certificates
    self.key = key
    self.now = now
  }

  /// Of the certificates that the settings name, that of HTTPS and gRPC's own.
  public static func findings(_ config: ServerConfig) -> [Finding] {
    let rpc = config.grpc.listen == "off" ? [] : CertificateCheck(certificates: config.grpc.certificates, key: config.grpc.key).findings
    return CertificateCheck(certificates: config.tls.certificates, key: config.tls.key).findings + rpc
  }

  /// None where there is no certificate, or the forum makes it.
  var findings: [Finding] {
    if certificates.isEmpty, key.isEmpty { return [] }
    guard !certificates.isEmpty, !key.isEmpty else {
      return [
        .bad(
          Self.check, "TLS needs a certificate and its key",
          do: "Set both tls.certificates and tls.key, or for gRPC both grpc.tls_certificates and grpc.tls_key.")
      ]
    }
    do {
      let chain = String(decoding: try PEMBlocks(file: certificates).certificates(), as: UTF8.self)
      let certificate = try Certificate(pemEncoded: String(chain.split(separator: "-----END CERTIFICATE-----")[0]) + "-----END CERTIFICATE-----")
      let secret = try Certificate.PrivateKey(pemEncoded: String(decoding: try PEMBlocks(file: key).privateKey(), as: UTF8.self))
      return [validity(certificate, secret)] + openness
    } catch {
      return [.bad(Self.check, "the certificate or its key can't be read: \(error)", do: "Give the paths of two PEM files that this user can read.")]
    }
  }

  private func validity(_ certificate: Certificate, _ secret: Certificate.PrivateKey) -> Finding {
    guard secret.publicKey == certificate.publicKey else {
      return .bad(Self.check, "\(key) is not the key of \(certificates)", do: "Take the key that the certificate was asked for with.")
    }
    let days = Int((certificate.notValidAfter.timeIntervalSince(now) / Self.secondsADay).rounded(.down))
    if certificate.notValidBefore > now { return .bad(Self.check, "the certificate is not valid yet", do: "Set the clock of this machine, or wait.") }
    if days < 0 { return .bad(Self.check, "the certificate has expired", do: "Renew it: the server takes the new file within seconds.") }
    if days < Self.daysLeftMin {
      return .warning(Self.check, "the certificate expires in \(days) days", do: "Renew it: the server takes the new file within seconds.")
    }
    return .ok(Self.check, "the certificate is good for \(days) days")
  }

  private var openness: [Finding] {
    let mode = (try? FileManager.default.attributesOfItem(atPath: key))?[.posixPermissions] as? Int ?? 0
    guard mode & 0o077 != 0 else { return [] }
    return [.warning(Self.check, "others on this machine can read \(key)", do: "chmod 600 \(ShellWord.of(key))")]
  }
}
