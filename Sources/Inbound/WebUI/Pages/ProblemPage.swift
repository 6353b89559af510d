/// What an error's `code` means: where the `type` of every problem of the API leads.
enum ProblemPage {
  static func fields(_ slug: String) -> Fields {
    let words = slug.split(separator: "_").joined(separator: " ")
    return [
      "title": words.prefix(1).uppercased() + words.dropFirst(), "text": explanation(of: slug), "details": [Fields](), "code": slug, "codeHref": nil,
      "isProblem": true,
    ]
  }

  private static func explanation(of slug: String) -> String {
    if let known = explanations[slug] { return known }
    let rest = families.first { slug.hasPrefix($0.part) || slug.hasSuffix($0.part) }?.meaning
    return rest ?? "The request was understood but refused. The problem's detail says why in this case."
  }

  /// For codes that follow a pattern.
  private static let families: [(part: String, meaning: String)] = [
    ("_not_found", "There is no such thing, or it is not visible to you: it may be deleted or belong to another forum."),
    ("_taken", "Somebody has this name already. Choose another one."),
    ("malformed_", "A part of the request can't be read. The problem's detail says which, and which form it needs."),
    ("too_many_", "A limit is reached. The problem's detail says which one."),
    ("_too_long", "The text is longer than allowed. The problem's detail says how long it may be."),
    ("_too_large", "The content is larger than allowed. The problem's detail says how large it may be."),
  ]

  private static let explanations = [
    "validation_failed": "One or more fields break a rule. Each entry of errors names the field by JSON Pointer (a query parameter by ?name).",
    "invalid_json": "The body is not the JSON object that this path needs. The detail names line and column where reading stopped.",
    "unknown_reaction": "A post takes only the kinds of reactions that the detail lists.",
    "idempotency_key_reused": "This Idempotency-Key was used for another request. Use a new key for each request; repeat one only as it was.",
    "sign_in_required": "This needs a signed-in user. Send a valid access token as Authorization: Bearer.",
    "token_invalid": "The access token is expired, revoked or not one of ours. Get a new one with the refresh token, or sign in again.",
    "refresh_invalid": "The refresh token is expired, revoked or not one of ours. Sign in again.",
    "refresh_reused": "The refresh token had been used before, so the whole session was ended: somebody may have stolen it. Sign in again.",
    "session_over": "The session has ended. Sign in again.",
    "session_revoked": "The session was ended from elsewhere. Sign in again.",
    "wrong_credentials": "Handle and password do not belong together, or there is no such account.",
    "unknown_authorization": "The Authorization header has a scheme that this server does not know. Use Bearer with an access token.",
    "permission_missing": "Your roles do not allow this. The detail names the permission that is needed.",
    "not_author": "Only the author and moderators may change this.",
    "account_put_away": "The account is closed: its owner has put it away, or it is being erased. What it wrote keeps its name meanwhile.",
    "account_suspended": "This account may not act at present.",
    "registration_closed": "This forum takes no new accounts at present.",
    "thread_locked": "The thread is closed for new posts and comments.",
    "thread_answered": "Others have answered in this thread, so only a moderator may delete it.",
    "opening_post": "The first post is the thread's own text: delete the thread instead.",
    "category_not_empty": "The category still holds threads, deleted ones included. Move them first.",
    "role_built_in": "Roles that come with the program can't be changed.",
    "last_administrator": "A forum keeps at least one administrator.",
    "version_stale": "Somebody changed this after you read it. Read it again and repeat your change with the new ETag in If-Match.",
    "version_required": "Changes need If-Match with the ETag of the version that you have seen, so that nobody's change is lost.",
    "position_gone": "The events after this position are no longer kept, or are from before a restore. Read the current state and follow from there.",
    "index_rebuilding": "The search index is being filled anew. Everything else works; try again after the time in Retry-After.",
    "index_behind": "The search index has not caught up with the latest changes yet. Try again after the time in Retry-After.",
    "overloaded": "The server has more to do than it can. Nothing was changed; try again after the time in Retry-After.",
    "deadline_exceeded": "The request took too long and was given up. Try again after the time in Retry-After.",
    "rate_limited": "There were too many requests in a short time. Wait as long as Retry-After says; RateLimit tells what is left.",
    "method_not_allowed": "This path exists but does not take this method. The Allow header lists those that it takes.",
    "route_not_found": "There is nothing at this path. The list of paths is /openapi.json.",
    "not_acceptable": "The Accept header allows none of the forms that this path can answer in.",
    "internal": "Something went wrong in the server. It was logged under the request id, which helps whoever runs this forum to find it.",
  ]
}
