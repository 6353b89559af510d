import Crypto
import ForumKernel
import Logging

/// Documents that clients name by their SHA-256: those that were there from the start, and those that a client sent once with its hash, which the cache keeps
/// for its tenant. The cache may lose any of them; the client sends it again then.
struct PersistedDocuments: Sendable {
  private static let space = "graphql"

  private let allowed: [String: String]
  private let isClosed: Bool
  private let cache: any Cache
  private let logger: Logger

  /// `documents` are known from the start; with `isClosed` they are all.
  init(_ documents: [String], isClosed: Bool, cache: any Cache, logger: Logger) {
    allowed = Dictionary(documents.map { (Self.hash(of: $0), $0) }) { first, _ in first }
    self.isClosed = isClosed
    self.cache = cache
    self.logger = logger
  }

  /// The text that the request means. Throws for a hash that is not known, or not the text's.
  func text(of request: GraphQLRequest, _ tenant: TenantID) async throws -> String {
    guard let text = request.text else { return try await text(named: request.hash ?? "", tenant) }
    let hash = isClosed || request.hash != nil ? Self.hash(of: text) : ""
    if let named = request.hash, named != hash { throw refused(.otherDocument, "The document's SHA-256 is another one.") }
    if isClosed, allowed[hash] == nil {
      throw refused(.documentNotAllowed, "This server answers the documents that it knows, and no others.")
    }
    return text
  }

  /// Keeps a document without faults that came with its hash.
  func keep(_ request: GraphQLRequest, _ tenant: TenantID) async {
    guard !isClosed, let text = request.text, let hash = request.hash, allowed[hash] == nil else { return }
    do {
      try await cache.set(CacheKey(Self.space, tenant, hash), Array(text.utf8), ttl: GraphQLLimits.persistedTime)
    } catch {
      // The client is answered, and sends the document again.
      logger.notice("a document of GraphQL was not kept", metadata: ["error": "\(error)"])
    }
  }

  private func text(named hash: String, _ tenant: TenantID) async throws -> String {
    if let text = allowed[hash] { return text }
    let unknown = refused(.unknownDocument, "PersistedQueryNotFound")
    guard !isClosed, let bytes = try? await cache.get(CacheKey(Self.space, tenant, hash)),
      let text = String(validating: bytes, as: UTF8.self), Self.hash(of: text) == hash
    else { throw unknown }
    return text
  }

  private func refused(_ code: GraphQLError.Code, _ sentence: String) -> RequestRefused { RequestRefused([GraphQLError(code, sentence)]) }

  static func hash(of text: String) -> String {
    SHA256.hash(data: Array(text.utf8)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
