public import ForumWiring

/// Where gRPC is served, and who may connect.
public struct GRPCSettings: Sendable {
  public let listen = Setting(
    "grpc.listen", default: "",
    "HOST:PORT to serve gRPC on; port 0 picks a free one. Empty: a free port of the host of `listen`. off: no gRPC."
  ) {
    $0.isEmpty || $0 == "off" || ListenAddress($0) != nil ? nil : "HOST:PORT such as 127.0.0.1:50051, nothing, or off"
  }
  public let certificates = Setting(
    "grpc.tls_certificates", default: "", "A PEM file with the server's certificate, then those up to its authority. Empty: that of `tls`, or no TLS."
  )
  public let key = Setting("grpc.tls_key", default: "", "A PEM file with the private key of the certificate.")
  public let clientAuthorities = Setting(
    "grpc.tls_client_authorities", default: "", "A PEM file with authorities: only clients with a certificate of one of them are let in. Empty: all.")
}
