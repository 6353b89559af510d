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
    return try RPCListener(host: host, port: port, tls: rpcTLS(certificate))
  }

  private func rpcTLS(_ certificate: ServerCertificate?) throws -> RPCListener.TLS? {
    let authorities = grpc.clientAuthorities
    guard let certificate else {
      if authorities.isEmpty { return nil }
      throw AppError(.invalid, "incomplete_tls", "TLS for gRPC needs both grpc.tls_certificates and grpc.tls_key.")
    }
    guard authorities.isEmpty || access(authorities, R_OK) == 0 else {
      throw AppError(.invalid, "unreadable_tls", "TLS for gRPC needs the file \(authorities), which can't be read.")
    }
    return RPCListener.TLS(certificate: certificate.reloader, clientAuthorities: authorities.isEmpty ? nil : authorities)
  }
}
