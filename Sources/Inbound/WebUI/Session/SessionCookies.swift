/// A visitor's tokens in their browser: out of reach of scripts, never sent along from other sites' forms. The device's own token stays when
/// somebody signs out: it says that this browser has signed in before, so that strangers' guesses do not delay the next time.
struct SessionCookies {
  private static let access = "forum_access"
  private static let refresh = "forum_refresh"
  private static let device = "forum_device"
  /// As long as a session that is not used can last; the server decides.
  private static let refreshSeconds: Int64 = 30 * 86_400
  /// As long as browsers keep anything; each sign-in begins it anew.
  private static let deviceSeconds: Int64 = 400 * 86_400
  /// The access token goes first, so that the refresh token is asked for in time.
  private static let marginSeconds: Int64 = 30

  private static let provider = "forum_provider"
  /// As long as a sign-in over a provider may take.
  private static let providerSeconds: Int64 = 600

  var accessToken: String?
  var refreshToken: String?
  var deviceToken: String?
  /// A sign-in over a provider that this browser began, and where it wanted to go.
  var providerSignIn: (ticket: String, next: String)?

  /// `header`: what the browser sent as `Cookie`.
  init(_ header: String?) {
    for pair in (header ?? "").split(separator: ";") {
      let sides = pair.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
      guard sides.count == 2 else { continue }
      if sides[0] == Self.access { accessToken = String(sides[1]) }
      if sides[0] == Self.refresh { refreshToken = String(sides[1]) }
      if sides[0] == Self.device { deviceToken = String(sides[1]) }
      if sides[0] == Self.provider {
        let parts = sides[1].split(separator: ":", maxSplits: 1)
        providerSignIn = (String(parts[0]), parts.count == 2 ? String(parts[1]) : PageAddress.home.path)
      }
    }
  }

  /// `Set-Cookie` fields that keep the tokens.
  static func keeping(_ tokens: Tokens, isSecure: Bool) -> [(name: String, value: String)] {
    [
      set(access, tokens.access_token, seconds: max(1, tokens.expires_in - marginSeconds), isSecure),
      set(refresh, tokens.refresh_token, seconds: refreshSeconds, isSecure),
    ] + (tokens.device_token.map { [set(device, $0, path: PageAddress.account(.settings).path, seconds: deviceSeconds, isSecure)] } ?? [])
  }

  /// Keeps the ticket of a sign-in that goes to a provider, for the page alone that it comes back to; nil forgets it.
  static func leaving(_ ticket: String?, next: String, isSecure: Bool) -> (name: String, value: String) {
    let place = next.contains { ";,\"".contains($0) } ? PageAddress.home.path : next
    let path = PageAddress.account(.provider).path
    return set(provider, ticket.map { "\($0):\(place)" } ?? "", path: path, seconds: ticket == nil ? 0 : providerSeconds, isSecure)
  }

  /// `Set-Cookie` fields that forget them.
  static func forgetting(isSecure: Bool) -> [(name: String, value: String)] {
    [set(access, "", seconds: 0, isSecure), set(refresh, "", seconds: 0, isSecure)]
  }

  /// Tells the script that keeps drafts which form became a post. No secret, so scripts may read it.
  static func posted(_ once: String, isSecure: Bool) -> (name: String, value: String) {
    let name = once.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    return ("Set-Cookie", "forum_posted=\(name); Path=/; Max-Age=86400; SameSite=Lax\(isSecure ? "; Secure" : "")")
  }

  private static func set(_ name: String, _ value: String, path: String = "/", seconds: Int64, _ isSecure: Bool) -> (name: String, value: String) {
    ("Set-Cookie", "\(name)=\(value); Path=\(path); Max-Age=\(seconds); HttpOnly; SameSite=Lax\(isSecure ? "; Secure" : "")")
  }

  /// What the API gives who signs in.
  struct Tokens: Decodable {
    let access_token: String
    let refresh_token: String
    /// Not with every answer: signing in gives it, renewing does not.
    let device_token: String?
    let expires_in: Int64
  }
}
