import ForumKernel

/// Why somebody is not signed in by a provider.
enum OIDCError: Error, Hashable, Sendable {
  /// It can't be asked, or answers what no provider answers.
  case unavailable(String)
  /// What it says is not to be trusted, or it refuses.
  case refused(String)
}

extension AppError {
  /// What the person sees says nothing of the cause, which is for the log.
  init(_ error: OIDCError) {
    switch error {
    case .unavailable(let cause):
      self.init(
        .unavailable, "provider_unavailable", "The provider can't be asked at the moment. Try again soon.", retryAfterSeconds: 5, cause: cause)
    case .refused(let cause): self.init(.unauthenticated, "provider_refused", "The provider did not sign you in.", cause: cause)
    }
  }
}
