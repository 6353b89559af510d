import Crypto

/// What a request may do.
struct Access {
  /// nil: everything.
  private let key: APIKey?

  /// Throws `missing_master_key`, `missing_authorization_header` or `invalid_api_key`.
  init(_ request: FacadeRequest, _ action: String, masterKey: String, keys: [APIKey], now: String) throws(FacadeError) {
    guard !masterKey.isEmpty else {
      if action.hasPrefix("keys.") {
        throw FacadeError(
          "missing_master_key",
          "The Meilisearch instance is running without a master key. To access this API route, you must have set a master key at launch.")
      }
      key = nil
      return
    }
    guard let authorization = request.authorization else {
      throw FacadeError(
        "missing_authorization_header", "The Authorization header is missing. It must use the bearer authorization method.")
    }
    let token = authorization.hasPrefix("Bearer ") ? String(authorization.dropFirst(7)) : ""
    if Self.isSame(token, masterKey) {
      key = nil
      return
    }
    guard let known = keys.first(where: { Self.isSame(token, $0.secret(masterKey: masterKey)) }), known.allows(action, at: now) else {
      throw FacadeError("invalid_api_key", "The provided API key is invalid.")
    }
    key = known
  }

  func allows(_ index: String?) -> Bool {
    guard let key else { return true }
    return index.map { key.allows(index: $0) } ?? key.indexes.contains("*")
  }

  func require(_ index: String) throws(FacadeError) {
    if !allows(index) { throw FacadeError("invalid_api_key", "The provided API key is invalid.") }
  }

  /// Takes as long for a wrong one as for a right one.
  private static func isSame(_ a: String, _ b: String) -> Bool { SHA256.hash(data: Array(a.utf8)) == SHA256.hash(data: Array(b.utf8)) }
}
