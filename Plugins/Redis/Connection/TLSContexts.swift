import NIOCore
import NIOSSL

/// TLS for `rediss://` addresses: the server's certificate must be valid for the host that was asked for.
enum TLSContexts {
  /// Trusts the authorities in the PEM file, or the system's.
  static func client(authorityFile: String?) throws -> NIOSSLContext {
    var configuration = TLSConfiguration.makeClientConfiguration()
    if let authorityFile { configuration.trustRoots = .file(authorityFile) }
    return try NIOSSLContext(configuration: configuration)
  }

  static func handler(_ context: NIOSSLContext, host: String) throws -> NIOSSLClientHandler {
    // Server names are names: an address goes without one, and is checked against the certificate's addresses.
    let isAddress = (try? SocketAddress(ipAddress: host, port: 0)) != nil
    return try NIOSSLClientHandler(context: context, serverHostname: isAddress ? nil : host)
  }
}
