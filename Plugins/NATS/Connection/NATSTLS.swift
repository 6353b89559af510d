import NIOCore
import NIOSSL

/// TLS as NATS has it: the server greets in the clear, then both encrypt. Its certificate must be valid for the host that was asked for.
enum NATSTLS {
  /// Encrypts a connection that is open; what the handshake says comes as an error or as bytes.
  static func encrypt(_ channel: any Channel, host: String, authorityFile: String?) throws {
    var configuration = TLSConfiguration.makeClientConfiguration()
    if let authorityFile { configuration.trustRoots = .file(authorityFile) }
    // Only names go into the handshake; an address is checked against the certificate's addresses.
    let isAddress = (try? SocketAddress(ipAddress: host, port: 0)) != nil
    let handler = try NIOSSLClientHandler(context: try NIOSSLContext(configuration: configuration), serverHostname: isAddress ? nil : host)
    try channel.pipeline.syncOperations.addHandler(handler, position: .first)
  }
}
