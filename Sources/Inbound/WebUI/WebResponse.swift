import Crypto

/// An answer without a web framework.
public struct WebResponse: Sendable {
  public var status: Int
  public var headers: [(name: String, value: String)]
  public var body: [UInt8]
  /// An answer of the API that goes to the browser as it is made, in the place of the body: its path below `/api/v1/`, and in whose name it is asked for
  /// (nil: a visitor's).
  public var passesOn: (path: String, accessToken: String?)?

  /// Nothing inline, nothing from elsewhere but the pictures in old posts.
  private static let securityPolicy =
    "default-src 'self'; img-src 'self' https: http:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

  static func page(_ html: String, status: Int = 200) -> WebResponse {
    let body = Array(html.utf8)
    var headers = [
      ("Content-Type", "text/html; charset=utf-8"), ("Content-Security-Policy", securityPolicy),
      ("Cache-Control", status == 200 ? "no-cache" : "no-store"),
    ]
    if status == 200 { headers.append(("ETag", entityTag(of: body))) }
    return WebResponse(status: status, headers: headers, body: body)
  }

  /// `isPermanent` tells search engines to forget the old address; browsers ask again all the same, since titles can change back.
  static func redirect(to location: String, isPermanent: Bool) -> WebResponse {
    WebResponse(status: isPermanent ? 301 : 302, headers: [("Location", location), ("Cache-Control", "no-cache")], body: [])
  }

  /// After a form: the browser gets the page by itself, so that going back or loading anew sends nothing twice.
  static func seeOther(_ location: String, cookies: [(name: String, value: String)] = []) -> WebResponse {
    WebResponse(status: 303, headers: [("Location", location), ("Cache-Control", "no-store")] + cookies, body: [])
  }

  /// The answer for a visitor of its own: shared caches must not keep it.
  func personal(_ cookies: [(name: String, value: String)]) -> WebResponse {
    var response = self
    if let index = response.headers.firstIndex(where: { $0.name == "Cache-Control" }), response.headers[index].value == "no-cache" {
      response.headers[index].value = "private, no-cache"
    }
    response.headers += cookies
    return response
  }

  /// 304 without a body when the client has this body already.
  func revalidated(by ifNoneMatch: String?) -> WebResponse {
    guard status == 200, let ifNoneMatch, let tag = headers.first(where: { $0.name == "ETag" })?.value else { return self }
    let known = ifNoneMatch.split(separator: ",").contains { entry in
      let entry = entry.drop { $0 == " " }
      return entry == "*" || entry == tag || (entry.hasPrefix("W/") && entry.dropFirst(2) == tag)
    }
    return known ? WebResponse(status: 304, headers: headers.filter { $0.name != "Content-Type" }, body: []) : self
  }

  /// Strong: equal bytes on every server give equal tags.
  static func entityTag(of body: [UInt8]) -> String { "\"\(fingerprint(of: body))\"" }

  /// 96 bits of the SHA-256 in hexadecimal digits.
  static func fingerprint(of body: [UInt8]) -> String {
    SHA256.hash(data: body).prefix(12).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
