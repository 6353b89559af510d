import ForumKernel
import ForumWiring

/// Why a call of the vault has no useful answer.
enum VaultError: Error, Hashable, Sendable {
  /// There is no connection, or it broke.
  case unreachable(String)
  case timedOut
  case tooLarge
  /// No answer of a vault: another type, a redirection, a coding that was not asked for.
  case malformed(String)
  case sealed
  /// The token may not, or is none.
  case denied
  /// Nothing is there; what the vault advises.
  case notFound(String)
  /// With the vault's words.
  case refused(status: Int, String)
  /// The source of a token, a role id or a secret id failed.
  case noLogIn(String)
  /// The secret is there, and the field is not, or is no text.
  case noField(String)
  case closed

  /// Whether to ask again makes sense without a change by somebody.
  var isPassing: Bool {
    switch self {
    case .unreachable, .timedOut, .sealed: true
    case .refused(let status, _): status >= 500 || status == 429
    default: false
    }
  }
}

extension AppError {
  /// For the operator: `asked` is what was asked for, a path and never a value.
  init(_ error: VaultError, asking asked: String) {
    let (slug, words): (String, String) =
      switch error {
      case .unreachable(let reason): ("vault_unreachable", "the vault can't be reached: \(reason)")
      case .timedOut: ("vault_timed_out", "the vault did not answer in time")
      case .tooLarge: ("vault_malformed", "the answer of the vault is larger than any secret: is vault.address that of a vault?")
      case .malformed(let what): ("vault_malformed", "the vault answered with \(what): is vault.address that of the active node of a vault?")
      case .sealed: ("vault_sealed", "the vault is sealed: unseal it")
      case .denied: ("vault_denied", Self.denial(asked))
      case .notFound(let advice): ("vault_nothing_there", "nothing is there\(advice.isEmpty ? "" : ": \(advice)")")
      case .refused(let status, let words): ("vault_refused", "the vault refuses with \(status): \(words)")
      case .noLogIn(let reason): ("vault_log_in", reason)
      case .noField(let reason): ("vault_field", reason)
      case .closed: ("vault_closed", "the vault was closed")
      }
    self.init(.unavailable, slug, "\(SecretReference.scheme)\(asked): \(words).", retryAfterSeconds: 5)
  }

  private static func denial(_ path: String) -> String {
    let isLikeAPI = path.contains("/data/") || path.contains("/creds/")
    return "the vault denies this: a policy of the token must allow it, as path \"\(path)\" { capabilities = [\"read\"] }"
      + (isLikeAPI ? "" : "; of a key-value engine of version 2 a path has data in it, as secret/data/forum")
  }
}
