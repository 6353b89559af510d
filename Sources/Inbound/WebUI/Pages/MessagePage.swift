import ForumKernel

/// What a person reads when something went wrong.
enum MessagePage {
  static func fields(_ error: AppError, status: Int) -> Fields {
    [
      "title": title(status), "text": error.message, "details": error.faults.map { ["text": $0.detail] as Fields }, "code": error.slug,
      "codeHref": PageAddress.problem(error.slug).path,
    ]
  }

  static func fields(_ failure: APIFailure) -> Fields {
    let sentences = failure.sentences
    return [
      "title": title(failure.status), "text": sentences.first,
      "details": sentences.dropFirst().map { ["text": $0] as Fields }, "code": failure.code, "codeHref": PageAddress.problem(failure.code).path,
    ]
  }

  static func fields(_ problem: WebProblem) -> Fields {
    [
      "title": title(problem.status), "text": problem.detail, "details": problem.details.map { ["text": $0] as Fields }, "code": problem.code,
      "codeHref": PageAddress.problem(problem.code).path,
    ]
  }

  /// Something that is done, with where to go on.
  static func done(_ title: String, _ text: String, next: (name: String, href: String)? = nil) -> Fields {
    ["title": title, "text": text, "next": next.map { ["name": $0.name, "href": $0.href] as Fields }]
  }

  static var waiting: Fields {
    ["title": "Waits for a moderator", "text": "What you wrote is kept, and nobody else sees it yet. You will be told when it is public."]
  }

  private static func title(_ status: Int) -> String {
    switch status {
    case 404: "Not found"
    case 401, 403: "Not allowed"
    case 429: "Too many requests"
    case 503: "Not available right now"
    default: "That did not work"
    }
  }
}

/// What the server says of a request that came to no page.
public struct WebProblem: Sendable {
  let status: Int
  /// The stable slug.
  let code: String
  let detail: String
  /// Each broken rule, where there are some.
  let details: [String]
  let retryAfterSeconds: Int?

  public init(status: Int, code: String, detail: String, details: [String], retryAfterSeconds: Int?) {
    self.status = status
    self.code = code
    self.detail = detail
    self.details = details
    self.retryAfterSeconds = retryAfterSeconds
  }
}
