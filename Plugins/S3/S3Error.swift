import ForumKernel

/// Why a request of the bucket has no useful answer.
enum S3Error: Error, Equatable, Sendable {
  /// There is no connection, or it broke.
  case unreachable(String)
  case timedOut
  /// Nothing is kept under the name.
  case nothingThere
  /// With the code and the words of the service, and when it wants to be asked again.
  case refused(status: Int, code: String, words: String, pause: Duration? = nil)
  /// No answer of such a service.
  case malformed(String)
  /// The file to send, or a key.
  case local(String)
  case closed

  /// Whether the same request may well succeed a moment later.
  var isPassing: Bool {
    switch self {
    case .unreachable, .timedOut: true
    case .refused(let status, let code, _, _): [408, 429, 500, 502, 503, 504].contains(status) || code == "RequestTimeout"
    default: false
    }
  }

  /// Whether somebody has to change something before it can.
  var isOfConfiguration: Bool {
    switch self {
    case .refused: !isPassing
    case .malformed, .local: true
    default: false
    }
  }

  /// For who operates the forum.
  func words(_ target: S3Target) -> String {
    switch self {
    case .unreachable(let reason): "\(target.host) can't be reached: \(reason)"
    case .timedOut: "\(target.host) did not answer in time"
    case .nothingThere: "nothing is there"
    case .refused(let status, let code, let words, _):
      "\(target.host) answers \(status) \(code)\(words.isEmpty ? "" : ": \(words)")\(advice(code, status, target))"
    case .malformed(let what): "\(target.host) answers with \(what): is blobs.url that of a service that speaks S3?"
    case .local(let reason): reason
    case .closed: "the store of attachments was closed"
    }
  }

  private func advice(_ code: String, _ status: Int, _ target: S3Target) -> String {
    switch code {
    case "NoSuchBucket": ". Make the bucket \(target.bucket), or name another one in s3.bucket"
    case "InvalidAccessKeyId": ". The service knows no such key: see blobs.access_key"
    case "SignatureDoesNotMatch": ". See blobs.secret_key; a proxy that changes the Host header breaks signatures, too"
    case "AccessDenied", "AllAccessDisabled":
      ". A policy of the key must allow s3:ListBucket on \(target.bucket), and s3:GetObject, s3:PutObject and s3:DeleteObject on \(target.bucket)/\(target.prefix)*"
    case "RequestTimeTooSkewed": ". Set this machine's clock"
    case "AuthorizationHeaderMalformed", "PermanentRedirect", "IllegalLocationConstraintException":
      ". Name the bucket's region in s3.region, and the region's address in blobs.url"
    default: (300..<400).contains(status) ? ". Redirections are not followed: see blobs.url and s3.region" : ""
    }
  }

  func appError(_ target: S3Target) -> AppError {
    let pause: Int? = if case .refused(_, _, _, let pause?) = self { Int(pause.components.seconds) } else { nil }
    return AppError(
      .unavailable, "blobs_unavailable", "Attachments can't be reached at the moment. Try again later.", retryAfterSeconds: max(5, pause ?? 5),
      cause: words(target))
  }
}
