import ForumKernel

/// What a person reads when something went wrong.
enum MessagePage {
  static func fields(_ error: AppError) -> Fields {
    [
      "title": title(error.code), "text": error.message, "details": error.faults.map { ["text": $0.detail] as Fields }, "code": error.slug,
      "codeHref": PageAddress.problem(error.slug).path,
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
