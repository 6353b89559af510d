public import ForumKernel

/// What a page needs to know of a request.
public struct WebRequest: Sendable {
  /// As it was sent, percent-encoded, without the query.
  public let path: String
  /// Decoded names and values of the query.
  public let query: [(name: String, value: String)]
  public let tenant: TenantID
  /// The header of that name.
  public let ifNoneMatch: String?
  /// What the tenant calls its forum, and how that looks.
  public var brand = Brand()
  /// What a visitor sent with a form; nil for GET and HEAD.
  public var form: [(name: String, value: String)]?
  /// The header of that name: the visitor's session.
  public var cookie: String?
  /// Where the browser says that the request comes from; nil when it says nothing.
  public var origin: WebOrigin?
  /// Whether the visitor's connection is encrypted: then cookies must never travel over another one.
  public var isSecure = false
  /// Whether a person will see the answer: browsers also fetch pages ahead, and programs ask for heads.
  public var isRead = false
  /// The API in this process. Without it there is nothing but reading.
  public var api: APICall?
  /// Hands the form with a file that the visitor is sending to the API; nil for every other request.
  public var upload: (@Sendable (_ headers: [(name: String, value: String)]) async -> APIAnswer)?
  /// Who asks; found by `WebUI`.
  var visitor: Visitor?
  /// What they may read; found by `WebUI`.
  var scope: ReadScope

  public init(path: String, query: [(name: String, value: String)] = [], tenant: TenantID, ifNoneMatch: String? = nil) {
    self.path = path
    self.query = query
    self.tenant = tenant
    scope = .nothing(tenant)
    self.ifNoneMatch = ifNoneMatch
  }

  /// The first value of that name; nil when it is absent or empty.
  func value(_ name: String) -> String? {
    query.first { $0.name == name }.flatMap { $0.value.isEmpty ? nil : $0.value }
  }

  /// The form's first field of that name; empty when it is absent.
  func field(_ name: String) -> String { form?.first { $0.name == name }?.value ?? "" }

  /// All of the form's fields of that name that are not empty.
  func fields(_ name: String) -> [String] { form?.filter { $0.name == name && !$0.value.isEmpty }.map(\.value) ?? [] }

  /// Where the visitor wants to go on (`next`): a path of our own, or the front page; never another site.
  var destination: String {
    let wanted = form == nil ? value("next") ?? "" : field("next")
    // Browsers leave tabs and line ends out of addresses, and take \ for /.
    let isPlain = wanted.utf8.allSatisfy { (0x21..<0x7f).contains($0) && $0 != UInt8(ascii: "\\") }
    return wanted.hasPrefix("/") && !wanted.hasPrefix("//") && isPlain ? wanted : PageAddress.home.path
  }

  /// The page number, from 1. Throws `notFound` for what is none.
  func pageNumber(max: Int64) throws(AppError) -> Int64 {
    guard let text = value("page") else { return 1 }
    guard let number = Int64(text), (1...max).contains(number) else { throw AppError.notFound("page") }
    return number
  }
}

/// `Sec-Fetch-Site`, or `Origin` compared with `Host` where a browser does not send it.
public enum WebOrigin: Sendable {
  /// One of our own pages, or the visitor's own hand (the address bar).
  case own
  case foreign

  /// nil when neither header is there: then it is no browser, which nobody can lead astray.
  public init?(fetchSite: String?, origin: String?, host: String?) {
    if let fetchSite {
      self = fetchSite == "same-origin" || fetchSite == "none" ? .own : .foreign
    } else if let origin {
      let authority = origin.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: true).dropFirst().first
      self = authority.map(String.init) == host ? .own : .foreign
    } else {
      return nil
    }
  }
}
