import ForumKernel

/// What a person reads when something went wrong.
enum MessagePage {
  static func fields(_ error: AppError) -> Fields {
    [
      "title": title(error.code), "text": error.message, "details": error.faults.map { ["text": $0.detail] as Fields }, "code": error.slug,
      "codeHref": PageAddress.problem(error.slug).path,
    ]
  }

  static func fields(_ failure: APIFailure) -> Fields {
    let sentences = failure.sentences
    return [
      "title": failure.status == 404 ? "Not found" : failure.status == 403 ? "Not allowed" : "That did not work", "text": sentences.first,
      "details": sentences.dropFirst().map { ["text": $0] as Fields }, "code": failure.code, "codeHref": PageAddress.problem(failure.code).path,
    ]
  }

  private static func title(_ code: AppError.Code) -> String {
    switch code {
    case .notFound: "Not found"
    case .unauthenticated, .forbidden: "Not allowed"
    case .tooMany: "Too many requests"
    case .unavailable: "Not available right now"
    case .invalid, .conflict, .stale: "That did not work"
    }
  }
}
