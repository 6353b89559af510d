import Foundation

/// The server says no (RFC 9457). `code` is stable and tells cases apart; `faults` are all broken rules of the request.
public struct Problem: Error, Decodable, Sendable, CustomStringConvertible {
  public enum Kind: Sendable {
    /// 400: the request is not well formed.
    case badRequest
    /// 401: a wrong password, or no valid token.
    case unauthorized
    /// 403: signed in, but this is not allowed.
    case forbidden
    /// 404: it is not there, or not for you.
    case notFound
    /// 409: what is there does not go with it.
    case conflict
    /// 412: somebody changed it since. 428: no version was named.
    case staleVersion
    /// 422: `faults` says what is wrong.
    case invalid
    /// 429: too many requests; `retryAfterSeconds` says when to go on.
    case rateLimited
    /// 5xx: the server can't do it now (503), or failed.
    case serverError
    case other
  }

  public let status: Int
  public let code: String
  public let title: String
  public let detail: String
  public let requestID: String
  public let faults: [Fault]
  /// When what forbids this ends; nil when it has no end.
  public let until: Date?
  /// With 421: the region that has the tenant, and where it is served.
  public let region: String?
  public let address: String?
  /// nil when the server does not say.
  public internal(set) var retryAfterSeconds: Double?

  private enum CodingKeys: String, CodingKey {
    case status, code, title, detail
    case requestID = "request_id"
    case faults = "errors"
    case until, region, address
  }

  public init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: CodingKeys.self)
    status = try members.decode(Int.self, forKey: .status)
    code = try members.decode(String.self, forKey: .code)
    title = try members.decodeIfPresent(String.self, forKey: .title) ?? ""
    detail = try members.decodeIfPresent(String.self, forKey: .detail) ?? ""
    requestID = try members.decodeIfPresent(String.self, forKey: .requestID) ?? ""
    faults = try members.decodeIfPresent([Fault].self, forKey: .faults) ?? []
    until = try members.decodeIfPresent(Date.self, forKey: .until)
    region = try members.decodeIfPresent(String.self, forKey: .region)
    address = try members.decodeIfPresent(String.self, forKey: .address)
  }

  public var kind: Kind {
    switch status {
    case 400: .badRequest
    case 401: .unauthorized
    case 403: .forbidden
    case 404: .notFound
    case 409: .conflict
    case 412, 428: .staleVersion
    case 422: .invalid
    case 429: .rateLimited
    case 500...: .serverError
    default: .other
    }
  }

  public var description: String {
    (["\(status) \(code): \(detail)"] + faults.map { "  \($0.pointer): \($0.detail) (\($0.code))" }).joined(separator: "\n")
  }
}

/// One broken rule of a request: `pointer` is a JSON Pointer into the body, or `?` and the name of a parameter.
public struct Fault: Decodable, Sendable, Hashable {
  public let pointer: String
  public let code: String
  public let detail: String
}

/// No answer came: the server can't be reached, did not answer in time, or hung up. What was asked may have been done all the same.
public struct ConnectionLost: Error, Sendable, CustomStringConvertible {
  public let description: String
}

/// An answer that is not the forum's, as of a proxy on the way.
public struct UnreadableAnswer: Error, Sendable, CustomStringConvertible {
  public let description: String
}
