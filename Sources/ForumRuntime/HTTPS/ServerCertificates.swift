import Logging
import ServiceLifecycle

/// What the forum shows to clients who ask by TLS.
struct ServerCertificates {
  let https: ServerCertificate?
  private let ownOfRPC: ServerCertificate?

  /// Throws `invalid` for settings and files that can't be used.
  init(_ config: ServerConfig, logger: Logger) throws {
    https = try ServerCertificate(https: config, logger: logger)
    ownOfRPC = try ServerCertificate(rpc: config, logger: logger)
  }

  /// gRPC's own, else that of the forum.
  var rpc: ServerCertificate? { ownOfRPC ?? https }

  var services: [any Service] { [https, ownOfRPC].compactMap { $0?.service } }
}
