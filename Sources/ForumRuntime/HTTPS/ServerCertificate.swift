import ForumKernel
import Foundation
import Glibc
import Logging
import NIOCertificateReloading
import NIOSSL
import ServiceLifecycle

/// A certificate that the forum is served with, and its key: two files, which are read again when they change.
public struct ServerCertificate: Sendable {
  /// So soon after it was renewed a certificate is in use.
  private static let refreshInterval = Duration.seconds(10)

  /// Gives the one that is in use.
  let reloader: TimedCertificateReloader

  /// Over HTTPS; nil where the settings want no TLS. Throws `invalid` for settings and files that can't be used, with what to do.
  init?(https config: ServerConfig, logger: Logger) throws {
    let settings = config.tls
    if settings.selfSigned {
      guard settings.certificates.isEmpty, settings.key.isEmpty else {
        throw AppError(.invalid, "tls_twice", "tls.self_signed makes a certificate: leave tls.certificates and tls.key empty, or switch it off.")
      }
      let own = try SelfSignedCertificate(directory: config.server.data + "/tls", now: Date())
      try self.init(own.certificates, key: own.key, of: "HTTPS", logger)
    } else if settings.certificates.isEmpty, settings.key.isEmpty {
      return nil
    } else {
      guard !settings.certificates.isEmpty, !settings.key.isEmpty else {
        throw AppError(.invalid, "incomplete_tls", "HTTPS needs both tls.certificates and tls.key.")
      }
      try self.init(settings.certificates, key: settings.key, of: "HTTPS", logger)
    }
  }

  /// gRPC's own; nil where the settings name none. Throws as that over HTTPS.
  init?(rpc config: ServerConfig, logger: Logger) throws {
    let settings = config.grpc
    if settings.listen == "off" || (settings.certificates.isEmpty && settings.key.isEmpty) { return nil }
    guard !settings.certificates.isEmpty, !settings.key.isEmpty else {
      throw AppError(.invalid, "incomplete_tls", "TLS for gRPC needs both grpc.tls_certificates and grpc.tls_key.")
    }
    try self.init(settings.certificates, key: settings.key, of: "TLS for gRPC", logger)
  }

  private init(_ chain: String, key secret: String, of use: String, _ logger: Logger) throws {
    for file in [chain, secret] where access(file, R_OK) != 0 {
      throw AppError(.invalid, "unreadable_tls", "\(use) needs the file \(file), which can't be read: \(String(cString: strerror(errno))).")
    }
    let isInUse = Flag()
    let files = TimedCertificateReloader.Configuration(
      refreshInterval: Self.refreshInterval,
      certificateSource: .init(location: .memory { try PEMBlocks(file: chain).certificates() }, format: .pem),
      privateKeySource: .init(location: .memory { try PEMBlocks(file: secret).privateKey() }, format: .pem)
    ) {
      $0.onCertificateLoadFailed = { failure in
        guard isInUse.isSet else { return }
        logger.error("the certificate can't be read again, the one before stays in use", metadata: ["error": "\(failure.error)"])
      }
    }
    do {
      reloader = try TimedCertificateReloader.makeReloaderValidatingSources(configuration: files)
      isInUse.set()
    } catch {
      throw AppError(
        .invalid, "unusable_tls", "\(chain) and \(secret) are no certificate and its key, in PEM: \(error)")
    }
  }

  /// For HTTP: from TLS 1.2 on, HTTP/2 before HTTP/1.1.
  var configuration: TLSConfiguration {
    get throws {
      var configuration = try TLSConfiguration.makeServerConfiguration(certificateReloader: reloader)
      configuration.minimumTLSVersion = .tlsv12
      configuration.applicationProtocols = ["h2", "http/1.1"]
      return configuration
    }
  }

  /// Looks whether the files changed.
  var service: any Service { reloader }
}
