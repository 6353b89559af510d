public import ForumKernel
public import ForumWiring
import Foundation

/// The server, or any server of the cluster, and who connects.
public struct RedisTarget: Sendable {
  let address: RedisAddress
  let user: String?
  let password: String?
  let database: Int
  let isEncrypted: Bool
  /// A PEM file of the authorities that may vouch for an encrypted server; nil: the system's.
  let authorityFile: String?
  /// Asked at each new connection: for the URL, of which then name and password count, and for the password beside it.
  public var urlSource: (any SecretSource)?
  public var passwordSource: (any SecretSource)?

  /// Reads `redis://[user[:password]@]host[:port][/database]`, or `rediss://…` for TLS. A `password` beside it wins over the one inside. Throws
  /// `invalid` (`redis_url`), without repeating the URL.
  public init(url: String, password: String? = nil, authorityFile: String? = nil) throws(AppError) {
    if let complaint = Self.complaint(url: url) { throw AppError(.invalid, "redis_url", "The Redis URL is not usable: expected \(complaint).") }
    let parts = URLComponents(string: url)
    let host = parts?.host ?? ""
    address = RedisAddress(
      host: host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host, port: parts?.port ?? 6379)
    user = parts?.user.flatMap { $0.isEmpty ? nil : $0 }
    self.password = password ?? parts?.password.flatMap { $0.isEmpty ? nil : $0 }
    database = Self.database(parts) ?? 0
    isEncrypted = parts?.scheme == "rediss"
    self.authorityFile = authorityFile
  }

  /// Who connects, as the sources say now. Throws what they throw, and `invalid` (`redis_url`).
  func credentials() async throws -> (user: String?, password: String?) {
    guard urlSource != nil || passwordSource != nil else { return (user, password) }
    let password = try await passwordSource?.secret() ?? self.password
    guard let url = try await urlSource?.secret() else { return (user, password) }
    let target = try RedisTarget(url: url)
    return (target.user, passwordSource == nil ? target.password ?? password : password)
  }

  /// What was expected instead; nil when the URL is usable.
  public static func complaint(url: String) -> String? {
    guard let parts = URLComponents(string: url), let host = parts.host, !host.isEmpty, parts.scheme == "redis" || parts.scheme == "rediss" else {
      return "redis://host:6379/0 or rediss://user:password@host:6379/0"
    }
    guard parts.query == nil, parts.fragment == nil else { return "a URL that ends with the database" }
    guard (1...65_535).contains(parts.port ?? 6379) else { return "a port from 1 to 65535" }
    return Self.database(parts) == nil ? "a URL that ends with the number of a database, 0 to 65535" : nil
  }

  private static func database(_ parts: URLComponents?) -> Int? {
    let path = (parts?.path ?? "").drop { $0 == "/" }
    guard !path.isEmpty else { return 0 }
    guard path.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let number = Int(path), number <= 65_535 else { return nil }
    return number
  }
}
