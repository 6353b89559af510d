public import ForumKernel
import Foundation

/// The servers of one NATS system, and who connects.
public struct NATSTarget: Sendable {
  /// At least one; they are tried in turn.
  let addresses: [NATSAddress]
  let user: String?
  let password: String?
  let token: String?
  let isEncrypted: Bool
  /// A PEM file of the authorities that may vouch for an encrypted server; nil: the system's.
  let authorityFile: String?
  let credentials: NATSCredentials?
  /// Who connects, read anew for each connection; nil: always this one.
  public var renewal: (@Sendable () async throws -> NATSTarget)?

  /// Reads `nats://[user:password@|token@]host[:port]`, or `tls://…` for a connection that must be encrypted; several URLs are joined by commas,
  /// and the first one tells who connects. Throws `invalid` (`nats_url`), without repeating the URL.
  public init(url: String, authorityFile: String? = nil, credentials: NATSCredentials? = nil) throws(AppError) {
    if let complaint = Self.complaint(url: url) { throw AppError(.invalid, "nats_url", "The NATS URL is not usable: expected \(complaint).") }
    let urls = Self.parts(url)
    addresses = urls.map { parts in
      let host = parts.host ?? ""
      let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
      return NATSAddress(host: isBracketed ? String(host.dropFirst().dropLast()) : host, port: parts.port ?? NATSAddress.portDefault)
    }
    let (name, secret) = (urls[0].user.flatMap { $0.isEmpty ? nil : $0 }, urls[0].password)
    (user, password) = secret == nil ? (nil, nil) : (name, secret)
    token = secret == nil ? name : nil
    isEncrypted = urls.contains { $0.scheme == "tls" }
    self.authorityFile = authorityFile
    self.credentials = credentials
  }

  /// What was expected instead; nil when the URL is usable.
  public static func complaint(url: String) -> String? {
    let urls = parts(url)
    guard !urls.isEmpty, urls.count == url.split(separator: ",", omittingEmptySubsequences: false).count,
      urls.allSatisfy({ ($0.scheme == "nats" || $0.scheme == "tls") && $0.host?.isEmpty == false })
    else { return "nats://host:4222 or tls://user:password@host:4222, several joined by commas" }
    let isBare = urls.allSatisfy { $0.query == nil && $0.fragment == nil && ($0.path.isEmpty || $0.path == "/") }
    guard isBare else { return "a URL that ends with the port" }
    return urls.allSatisfy { (1...65_535).contains($0.port ?? NATSAddress.portDefault) } ? nil : "a port from 1 to 65535"
  }

  private static func parts(_ url: String) -> [URLComponents] {
    url.split(separator: ",", omittingEmptySubsequences: false).compactMap { URLComponents(string: $0.trimmingCharacters(in: .whitespaces)) }
  }
}
