public import ForumKernel
import HTTPTypes

extension AppError {
  /// The one place that knows which HTTP status an error of the application is.
  var status: HTTPResponse.Status {
    switch code {
    case .invalid: isMalformed ? .badRequest : .unprocessableContent
    case .unauthenticated: .unauthorized
    case .forbidden: .forbidden
    case .notFound: region == nil ? .notFound : .misdirectedRequest
    case .conflict: .conflict
    case .stale: isMalformed ? .preconditionRequired : .preconditionFailed
    case .tooMany: .tooManyRequests
    case .unavailable: .serviceUnavailable
    }
  }
}

extension Problem {
  /// How long clients wait when the error does not say.
  private static let retryAfterSecondsDefault = 1

  init(_ error: AppError) {
    let isTemporary = error.code == .tooMany || error.code == .unavailable
    self.init(
      error.status, error.slug, error.message, faults: error.faults,
      retryAfterSeconds: error.retryAfterSeconds ?? (isTemporary ? Self.retryAfterSecondsDefault : nil),
      headers: error.code == .unauthenticated ? [.wwwAuthenticate: #"Bearer realm="forum-lite""#] : [:], until: error.until, region: error.region)
  }

  /// Whatever is not ours: the client learns nothing of it.
  static let `internal` = Problem(.internalServerError, "internal", "Something went wrong here. It was logged with this request's id.")
}

extension AppError {
  /// The status as a number, for pages.
  public var httpStatus: Int { status.code }
}
