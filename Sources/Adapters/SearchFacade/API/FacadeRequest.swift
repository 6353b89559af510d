import Foundation

/// A request to the facade, without its transport.
public struct FacadeRequest: Sendable {
  /// `GET`, `POST`, …
  public let method: String
  /// Path and query as they were sent.
  public let target: String
  public let contentType: String?
  public let authorization: String?
  public let body: [UInt8]

  public init(_ method: String, _ target: String, contentType: String? = nil, authorization: String? = nil, body: [UInt8] = []) {
    (self.method, self.target, self.contentType, self.authorization, self.body) = (method, target, contentType, authorization, body)
  }

  /// The parts of the path, decoded.
  var path: [String] {
    target.prefix { $0 != "?" }.split(separator: "/").map { String($0).removingPercentEncoding ?? String($0) }
  }

  /// The parameters, decoded; the last of one name wins.
  var query: [String: String] {
    guard let mark = target.firstIndex(of: "?") else { return [:] }
    var parameters: [String: String] = [:]
    for part in target[target.index(after: mark)...].split(separator: "&") {
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { side in
        side.replacing("+", with: " ").removingPercentEncoding ?? String(side)
      }
      if let name = sides.first, !name.isEmpty { parameters[name] = sides.count > 1 ? sides[1] : "" }
    }
    return parameters
  }

  /// The body as JSON. Throws `missing_content_type`, `invalid_content_type`, `missing_payload` or `malformed_payload`.
  func json() throws(FacadeError) -> FacadeJSON {
    try checkContentType(["application/json"])
    return try Self.parse(body)
  }

  /// As `json()`, where no body, or null, is an empty object.
  func optionalJSON() throws(FacadeError) -> FacadeJSON {
    guard !body.isEmpty else { return [:] }
    let value = try json()
    return value == .null ? [:] : value
  }

  func checkContentType(_ accepted: [String]) throws(FacadeError) {
    let known = accepted.map { "`\($0)`" }.joined(separator: ", ")
    guard let contentType, !contentType.isEmpty else {
      throw FacadeError("missing_content_type", "A Content-Type header is missing. Accepted values for the Content-Type header are: \(known)")
    }
    let media = contentType.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
    guard accepted.contains(media) else {
      throw FacadeError(
        "invalid_content_type",
        "The Content-Type `\(contentType)` is invalid. Accepted values for the Content-Type header are: \(known)")
    }
  }

  static func parse(_ bytes: [UInt8]) throws(FacadeError) -> FacadeJSON {
    do {
      return try JSONReader.read(bytes)
    } catch {
      throw FacadeError("malformed_payload", "The json payload provided is malformed. `\(error.message)`.")
    }
  }

  /// A parameter that is a number. Throws `code`.
  func count(_ name: String, _ code: String) throws(FacadeError) -> Int? {
    guard let text = query[name] else { return nil }
    guard let number = Int(text), number >= 0 else {
      throw FacadeError(code, "Invalid value in parameter `\(name)`: could not parse `\(text)` as a positive integer")
    }
    return min(number, FacadeLimits.limitMax)
  }
}

/// The facade's answer.
public struct FacadeResponse: Sendable {
  public let status: Int
  /// JSON; empty for 204.
  public let body: [UInt8]

  init(_ status: Int, _ json: FacadeJSON?) {
    self.status = status
    body = json?.bytes ?? []
  }

  init(_ error: FacadeError) { self.init(error.status, error.json) }
}
