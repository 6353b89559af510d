import GRPCNIOTransportHTTP2Posix

/// Where gRPC is served, and who may connect.
public struct RPCListener: Sendable {
  /// Files in PEM.
  public struct TLS: Sendable {
    let certificates: String
    let key: String
    let clientAuthorities: String?

    /// `certificates` begins with the server's own. With `clientAuthorities` only clients that show a certificate of one of these are let in.
    public init(certificates: String, key: String, clientAuthorities: String?) {
      self.certificates = certificates
      self.key = key
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

  var address: SocketAddress { host.contains(":") ? .ipv6(host: host, port: port) : .ipv4(host: host, port: port) }

  var security: HTTP2ServerTransport.Posix.TransportSecurity {
    guard let tls else { return .plaintext }
    let certificates = [TLSConfig.CertificateSource.file(path: tls.certificates, format: .pem)]
    let key = TLSConfig.PrivateKeySource.file(path: tls.key, format: .pem)
    guard let authorities = tls.clientAuthorities else { return .tls(certificateChain: certificates, privateKey: key) }
    return .mTLS(certificateChain: certificates, privateKey: key) { $0.trustRoots = .certificates([.file(path: authorities, format: .pem)]) }
  }
}
