/// An error in Meilisearch's shape: its code, and the HTTP status that goes with the code.
struct FacadeError: Error, Equatable {
  enum Kind: String {
    case invalidRequest = "invalid_request"
    case auth, system, `internal`
  }

  let code: String
  let message: String
  let status: Int
  let kind: Kind

  /// 400 unless the code is known to have another status.
  init(_ code: String, _ message: String) {
    self.code = code
    self.message = message
    (status, kind) = Self.known[code] ?? (400, .invalidRequest)
  }

  init(json: FacadeJSON) {
    self.init(json["code"]?.text ?? "internal", json["message"]?.text ?? "")
  }

  var json: FacadeJSON {
    ["message": .text(message), "code": .text(code), "type": .text(kind.rawValue), "link": .text("https://docs.meilisearch.com/errors#\(code)")]
  }

  private static let known: [String: (Int, Kind)] = [
    "api_key_already_exists": (409, .invalidRequest), "api_key_not_found": (404, .invalidRequest),
    "database_size_limit_reached": (500, .internal), "document_not_found": (404, .invalidRequest),
    "index_already_exists": (409, .invalidRequest), "index_not_found": (404, .invalidRequest),
    "internal": (500, .internal), "invalid_api_key": (403, .auth), "invalid_content_type": (415, .invalidRequest),
    "io_error": (422, .system), "missing_authorization_header": (401, .auth), "missing_content_type": (415, .invalidRequest),
    "missing_master_key": (401, .auth), "no_space_left_on_device": (422, .system), "payload_too_large": (413, .invalidRequest),
    "task_not_found": (404, .invalidRequest), "too_many_search_requests": (503, .system), "not_found": (404, .invalidRequest),
    "method_not_allowed": (405, .invalidRequest),
  ]
}

extension FacadeError {
  static func indexNotFound(_ uid: String) -> FacadeError { FacadeError("index_not_found", "Index `\(uid)` not found.") }
  static func documentNotFound(_ id: String) -> FacadeError { FacadeError("document_not_found", "Document `\(id)` not found.") }
  static func taskNotFound(_ uid: String) -> FacadeError { FacadeError("task_not_found", "Task `\(uid)` not found.") }

  /// A member of a body that is of the wrong type.
  static func wrongType(_ name: String, expected: String, _ found: FacadeJSON, _ code: String) -> FacadeError {
    FacadeError(code, "Invalid value type at `.\(name)`: expected \(expected), but found \(found.kind): `\(found.description)`")
  }
}
