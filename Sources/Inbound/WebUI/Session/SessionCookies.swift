/// A visitor's tokens in their browser: out of reach of scripts, never sent along from other sites' forms.
struct SessionCookies {
  private static let access = "forum_access"
  private static let refresh = "forum_refresh"
  /// As long as a session that is not used can last; the server decides.
  private static let refreshSeconds: Int64 = 30 * 86_400
  /// The access token goes first, so that the refresh token is asked for in time.
  private static let marginSeconds: Int64 = 30

  var accessToken: String?
  var refreshToken: String?

  /// `header`: what the browser sent as `Cookie`.
  init(_ header: String?) {
    for pair in (header ?? "").split(separator: ";") {
      let sides = pair.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
      guard sides.count == 2 else { continue }
      if sides[0] == Self.access { accessToken = String(sides[1]) }
      if sides[0] == Self.refresh { refreshToken = String(sides[1]) }
    }
  }

  /// `Set-Cookie` fields that keep the tokens.
  static func keeping(_ tokens: Tokens, isSecure: Bool) -> [(name: String, value: String)] {
    [
      set(access, tokens.access_token, seconds: max(1, tokens.expires_in - marginSeconds), isSecure),
      set(refresh, tokens.refresh_token, seconds: refreshSeconds, isSecure),
    ]
  }

  /// `Set-Cookie` fields that forget them.
  static func forgetting(isSecure: Bool) -> [(name: String, value: String)] {
    [set(access, "", seconds: 0, isSecure), set(refresh, "", seconds: 0, isSecure)]
  }

  private static func set(_ name: String, _ value: String, seconds: Int64, _ isSecure: Bool) -> (name: String, value: String) {
    ("Set-Cookie", "\(name)=\(value); Path=/; Max-Age=\(seconds); HttpOnly; SameSite=Lax\(isSecure ? "; Secure" : "")")
  }

  /// What the API gives who signs in.
  struct Tokens: Decodable {
    let access_token: String
    let refresh_token: String
    let expires_in: Int64
  }
}
