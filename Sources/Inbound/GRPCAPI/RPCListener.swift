import GRPCNIOTransportHTTP2Posix
public import NIOCertificateReloading

/// Where gRPC is served, and who may connect.
public struct RPCListener: Sendable {
  public struct TLS: Sendable {
    let certificate: any CertificateReloader
    let clientAuthorities: String?

    /// `certificate` gives the server's own and its key, which it has, at each connection. With `clientAuthorities`, a file in PEM, only clients that show a
    /// certificate of one of these are let in.
    public init(certificate: any CertificateReloader, clientAuthorities: String?) {
      self.certificate = certificate
      self.clientAuthorities = clientAuthorities
    }
  }

  private let host: String
  private let port: Int
  private let tls: TLS?

  /// `host` is an address; port 0 picks a free one.
  public init(host: String, port: Int, tls: TLS?) {
    self.host = host
    self.port = port
    self.tls = tls
  }

  /// `127.0.0.1:50051`.
  var place: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
  var address: SocketAddress { host.contains(":") ? .ipv6(host: host, port: port) : .ipv4(host: host, port: port) }

  var security: HTTP2ServerTransport.Posix.TransportSecurity {
    get throws {
      guard let tls else { return .plaintext }
      guard let authorities = tls.clientAuthorities else { return try .tls(certificateReloader: tls.certificate) }
      return try .mTLS(certificateReloader: tls.certificate) { $0.trustRoots = .certificates([.file(path: authorities, format: .pem)]) }
    }
  }
}
