import Foundation

/// What a server says of itself when a connection opens, and again when its cluster changes.
struct ServerInfo: Decodable, Sendable {
  /// The oldest server with what the stream needs: direct reads, consumers with names.
  static let oldest = (2, 9)
  /// The first one whose consumers take several filters.
  static let severalFilters = (2, 10)

  let version: String
  let headers: Bool?
  let maxPayload: Int
  let nonce: String?
  let tlsRequired: Bool?
  let connectURLs: [String]?

  enum CodingKeys: String, CodingKey {
    case version, headers, nonce
    case maxPayload = "max_payload"
    case tlsRequired = "tls_required"
    case connectURLs = "connect_urls"
  }

  init(json: [UInt8]) throws(NATSError) {
    do { self = try JSONDecoder().decode(ServerInfo.self, from: Data(json)) } catch { throw .malformed("an INFO that can't be read") }
  }

  /// False also for versions that are no numbers.
  func isAtLeast(_ version: (Int, Int)) -> Bool {
    let numbers = self.version.split(separator: ".").prefix(2).map { Int($0) ?? -1 }
    return numbers.count == 2 && (numbers[0], numbers[1]) >= version
  }
}

/// The greeting of a client.
struct Greeting: Encodable {
  let verbose = false
  let pedantic = false
  let lang = "swift"
  let version = "1"
  let name = "forum-lite"
  let `protocol` = 1
  let headers = true
  let noResponders = true
  let tlsRequired: Bool
  var user: String?
  var pass: String?
  var authToken: String?
  var jwt: String?
  var nkey: String?
  var sig: String?

  enum CodingKeys: String, CodingKey {
    case verbose, pedantic, lang, version, name, `protocol`, headers, user, pass, jwt, nkey, sig
    case noResponders = "no_responders"
    case tlsRequired = "tls_required"
    case authToken = "auth_token"
  }

  /// Throws `unauthenticated` when a key is to sign and the server gave nothing to sign.
  init(_ target: NATSTarget, _ info: ServerInfo) throws(NATSError) {
    tlsRequired = target.isEncrypted
    (user, pass, authToken) = (target.user, target.password, target.token)
    guard let credentials = target.credentials else { return }
    guard let nonce = info.nonce, let signature = try? credentials.key.sign(nonce) else {
      throw .unauthenticated("The server asks for no key, and the credentials are one.")
    }
    (jwt, sig) = (credentials.token, signature)
    if jwt == nil { nkey = credentials.key.publicKey }
  }

  /// As it is sent.
  func json() throws(NATSError) -> [UInt8] {
    do { return Array(try JSONEncoder().encode(self)) } catch { throw .malformed("\(error)") }
  }
}
