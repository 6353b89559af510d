import ForumKernel
public import GRPCAPI
import Glibc
public import HTTPAPI
import NIOCore

extension Application {
  /// The gRPC edge over this forum; nil when the settings want none. Throws `invalid` for settings that can't be used.
  public func makeRPCServer(
    certificate: ServerCertificate?, isStopping: @escaping @Sendable () -> Bool, measure: @escaping @Sendable (RequestMeasurement) -> Void
  ) throws -> RPCServer? {
    guard let listener = try config.rpcListener(certificate) else { return nil }
    return try RPCServer(
      listener, forum: forum, notifications: notifications, feed: feed,
      services: httpServices(isStopping: isStopping, measure: measure, metrics: { "" }), settings: try config.httpServerSettings)
  }
}

extension ServerConfig {
  fileprivate func rpcListener(_ certificate: ServerCertificate?) throws -> RPCListener? {
    guard grpc.listen != "off" else { return nil }
    guard let http = ListenAddress(server.listen), let address = grpc.listen.isEmpty ? http : ListenAddress(grpc.listen) else {
      throw AppError(.invalid, "malformed_listen", "grpc.listen must be HOST:PORT, not \(grpc.listen).")
    }
    let port = grpc.listen.isEmpty ? 0 : address.port
    guard let host = try SocketAddress.makeAddressResolvingHost(address.host, port: port).ipAddress else {
      throw AppError(.invalid, "malformed_listen", "gRPC can't listen at \(address).")
    }
    return RPCListener(host: host, port: port, tls: try rpcTLS(certificate))
  }

  /// gRPC's own certificate, else that of the forum.
  private func rpcTLS(_ certificate: ServerCertificate?) throws -> RPCListener.TLS? {
    let isOwn = !grpc.certificates.isEmpty || !grpc.key.isEmpty
    let (certificates, key) = isOwn ? (grpc.certificates, grpc.key) : (certificate?.certificates ?? "", certificate?.key ?? "")
    if certificates.isEmpty, key.isEmpty, grpc.clientAuthorities.isEmpty { return nil }
    guard !certificates.isEmpty, !key.isEmpty else {
      throw AppError(.invalid, "incomplete_tls", "TLS for gRPC needs both grpc.tls_certificates and grpc.tls_key.")
    }
    for file in [certificates, key, grpc.clientAuthorities] where !file.isEmpty && access(file, R_OK) != 0 {
      throw AppError(.invalid, "unreadable_tls", "TLS for gRPC needs the file \(file), which can't be read.")
    }
    return RPCListener.TLS(certificates: certificates, key: key, clientAuthorities: grpc.clientAuthorities.isEmpty ? nil : grpc.clientAuthorities)
  }
}
