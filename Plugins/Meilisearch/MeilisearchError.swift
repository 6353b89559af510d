import ForumKernel

/// Why a call has no useful answer.
public enum MeilisearchError: Error, Hashable, Sendable {
  /// The client was closed by its owner.
  case closed
  /// There is no connection, or it broke; what was asked may have been carried out.
  case unreachable(String)
  /// The deadline passed; what was asked may have been carried out, or still be.
  case timedOut
  /// The answer is larger than the limit.
  case tooLarge
  /// The answer is not what Meilisearch answers: another status, another type, a redirection, a coding that was not asked for.
  case malformed(String)
  /// An error answer, with Meilisearch's code.
  case refused(status: Int, code: String, message: String)
  /// A task ended as `failed` or `canceled`, with Meilisearch's code.
  case taskFailed(task: Int, code: String, message: String)

  /// Meilisearch's own code, where it gave one: `invalid_document_id`.
  public var code: String? {
    switch self {
    case .refused(_, let code, _), .taskFailed(_, let code, _): code
    default: nil
    }
  }
}

extension AppError {
  /// What the callers of the index see. A failed task has Meilisearch's code in its slug: `search_task_invalid_document_id`.
  init(_ error: MeilisearchError) {
    switch error {
    case .closed: self.init(.unavailable, "search_closed", "The search index is closed.")
    case .taskFailed(_, let code, _):
      self.init(.conflict, "search_task_\(code)", "Meilisearch could not carry out a change: \(code).")
    case .refused(_, let code, _) where ["invalid_api_key", "missing_authorization_header"].contains(code):
      self = .unavailableSearch("search_unauthenticated", "Meilisearch does not accept this server's key.")
    case .refused(_, "too_many_search_requests", _):
      self.init(.unavailable, "search_overloaded", "The search has too much to do. Try again soon.", retryAfterSeconds: 10)
    case .refused(_, let code, _): self = .unavailableSearch("search_\(code)", "Meilisearch refuses: \(code).")
    default: self = .unavailableSearch("search_unavailable", "The search can't be used right now.")
    }
  }

  private static func unavailableSearch(_ slug: String, _ message: String) -> AppError {
    AppError(.unavailable, slug, message, retryAfterSeconds: 2)
  }
}
