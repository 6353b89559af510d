public import ForumWiring

/// Whether the forum is served by HTTPS.
public struct TLSSettings: Sendable {
  public let certificates = Setting(
    "tls.certificates", default: "",
    "A PEM file with the server's certificate, then those up to its authority; read again within seconds when it changes. Empty: no TLS.")
  public let key = Setting("tls.key", default: "", "A PEM file with the private key of the certificate.")
  public let selfSigned = Setting(
    "tls.self_signed", default: false, "Whether the forum makes itself a certificate, for use on this machine: browsers will warn of it.")
  public let strictTransport = Setting(
    "tls.strict_transport", default: .zero, in: .zero ... .seconds(3 * 366 * 86_400),
    "How long browsers that were here by HTTPS come back by nothing else (HSTS); 0: they are not told.")
}

extension ServerConfig {
  /// Whether the forum is served by HTTPS.
  var isSecure: Bool { tls.selfSigned || !tls.certificates.isEmpty }
}
