import Crypto
public import ForumKernel
public import HTTPTypes
public import NIOCore

/// One request on its way through a handler: who calls, what the path names, and the headers that handlers care about.
public final class Call: Sendable {
  public let principal: Principal
  public let requestID: String
  /// The address that the client has for rate limits and session lists; nil in process.
  public let clientAddress: String?
  /// Whether the client speaks TLS, to this server or to a trusted proxy before it.
  public let isSecure: Bool
  public let head: HTTPRequest
  /// The body, read up to its limit; nil when the endpoint takes none.
  public let body: ByteBuffer?
  /// The body as it comes in, of an endpoint that takes it so.
  let incoming: IncomingBody?
  /// Signs the cursors of lists.
  public let cursors: CursorSigner
  /// The text after the `?`, still encoded.
  let query: Substring
  let streams: EventStreams
  /// The client's connection; nil in process.
  let channel: (any Channel)?
  /// Where the answer may be kept; nil when it must not be.
  let kept: KeptAnswer?
  /// What the client knows of the API.
  let version: PinnedVersion
  /// When the request came.
  let now: Timestamp
  private let operationID: String
  private let names: [String]
  private let values: [Substring]

  init(
    principal: Principal, requestID: String, clientAddress: String?, isSecure: Bool, head: HTTPRequest, body: ByteBuffer?,
    incoming: IncomingBody? = nil,
    cursors: CursorSigner, query: Substring,
    streams: EventStreams, channel: (any Channel)?, version: PinnedVersion, now: Timestamp, operationID: String, names: [String], values: [Substring],
    kept: KeptAnswer?
  ) {
    self.principal = principal
    self.requestID = requestID
    self.clientAddress = clientAddress
    self.isSecure = isSecure
    self.head = head
    self.body = body
    self.incoming = incoming
    self.cursors = cursors
    self.query = query
    self.streams = streams
    self.channel = channel
    self.version = version
    self.now = now
    self.operationID = operationID
    self.names = names
    self.values = values
    self.kept = kept
  }

  public var tenant: TenantID { principal.tenant }

  /// An id in the path. Throws `invalid` (`malformed_id`) for what is no UUIDv7.
  public func id<Entity>(_ name: String, of _: Entity.Type = Entity.self) throws(AppError) -> ID<Entity> {
    guard let index = names.firstIndex(of: name), let id = ID<Entity>(values[index]) else {
      throw AppError(.invalid, "malformed_id", "The \(name) in the path must be a UUID of version 7.", isMalformed: true)
    }
    return id
  }

  /// A word in the path, percent-decoded. Throws `invalid` (`malformed_path`) for what is no UTF-8.
  public func word(_ name: String) throws(AppError) -> String {
    guard let index = names.firstIndex(of: name), let word = QueryString.decode(values[index], isForm: false) else {
      throw AppError(.invalid, "malformed_path", "The \(name) in the path is not percent-encoded UTF-8.", isMalformed: true)
    }
    return word
  }

  /// What `User-Agent` says, cut to 200 characters.
  public var userAgent: String? { head.headerFields[.userAgent].map { String($0.prefix(200)) } }

  /// The page that a list's query asks for. `scope` names the list with its filters, as `CursorSigner` wants it.
  public func page(_ query: PageQuery, of scope: @autoclosure () -> String) throws(AppError) -> PageRequest {
    guard let cursor = query.cursor else { return PageRequest(limit: query.limit) }
    return PageRequest(limit: query.limit, after: try cursors.decode(cursor, scope: scope()))
  }

  /// The same; without a cursor the page begins after `start`.
  func page(_ query: PageQuery, of scope: @autoclosure () -> String, after start: PagePosition?) throws(AppError) -> PageRequest {
    let page = try page(query, of: scope())
    return PageRequest(limit: page.limit, after: page.after ?? start)
  }

  /// The page as the client gets it, its next position signed for the same scope.
  public func listing<Item>(_ page: Page<Item>, of scope: @autoclosure () -> String) -> Listing<Item> {
    Listing(items: page.items, next: page.next.map { cursors.encode($0, scope: scope()) })
  }

  /// The versions that the client has seen. Throws `stale` (missing: 428) without `If-Match`, because a change over an unseen version would lose somebody's work.
  public func ifMatch() throws(AppError) -> VersionMatch {
    guard let field = head.headerFields[.ifMatch] else {
      throw AppError(.stale, "version_required", "Send If-Match with the ETag of the version that you want to change.", isMalformed: true)
    }
    guard let match = EntityTag.match(field) else {
      throw AppError(.invalid, "malformed_if_match", "If-Match must be * or a list of entity tags.", isMalformed: true)
    }
    return match
  }

  /// The client's `Idempotency-Key`, which covers this user, this operation and exactly this request; nil without one.
  public func idempotencyClaim() throws(AppError) -> IdempotencyClaim? { try idempotencyClaim(of: []) }

  /// The same, where `content` stands for a body that was not kept, or that is not to be looked at.
  func idempotencyClaim(of content: [String], withBody: Bool = true) throws(AppError) -> IdempotencyClaim? {
    guard let key = try idempotencyKey() else { return nil }
    var hash = SHA256()
    for value in values { hash.update(data: Array("\(value)\n".utf8)) }
    if withBody, let body { hash.update(data: Array(body.readableBytesView)) }
    for text in content { hash.update(data: Array("\(text.utf8.count) \(text)\n".utf8)) }
    let fingerprint = hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    return IdempotencyClaim(key: key, scope: "\(principal.userID?.description ?? "guest"):\(operationID)", fingerprint: fingerprint)
  }

  func idempotencyKey() throws(AppError) -> String? {
    guard let field = head.headerFields[.idempotencyKey] else { return nil }
    guard let key = Self.idempotencyKey(field) else {
      throw AppError(.invalid, "malformed_idempotency_key", "Idempotency-Key must be a quoted string of 1 to 255 characters.", isMalformed: true)
    }
    return key
  }

  /// A structured-field string (RFC 8941); a bare token is taken too, since most clients send one.
  private static func idempotencyKey(_ field: String) -> String? {
    var key = Substring(field)
    if key.hasPrefix("\""), key.count > 1, key.hasSuffix("\"") { key = key.dropFirst().dropLast() }
    let isPlain = key.utf8.allSatisfy { (0x21..<0x7f).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
    return isPlain && (1...255).contains(key.utf8.count) ? String(key) : nil
  }
}

extension HTTPField.Name {
  static let idempotencyKey = HTTPField.Name("Idempotency-Key")!
}
