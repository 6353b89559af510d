import ForumKernel
import HTTPTypes
import NIOCore

extension Call {
  /// The path as it was sent, without the query.
  public var path: String { String((head.path ?? "/").prefix { $0 != "?" }) }

  /// The parameters after the `?`, decoded, in order. Throws `invalid` for what is not percent-encoded UTF-8.
  public func queryItems() throws -> [(name: String, value: String)] { query.isEmpty ? [] : try QueryString.parse(query) }

  /// The fields of a form that was sent, decoded, in order. Throws `invalid` (`malformed_form`) for what is none.
  public func formItems() throws -> [(name: String, value: String)] {
    guard let body, body.readableBytes > 0 else { return [] }
    let type = head.headerFields[.contentType]?.prefix { $0 != ";" }.lowercased()
    let text = String(validating: body.readableBytesView, as: UTF8.self)
    guard type == "application/x-www-form-urlencoded", let text else {
      throw AppError(.invalid, "malformed_form", "This takes a form as browsers send it.", isMalformed: true)
    }
    return try QueryString.parse(text[...])
  }
}
