import HTTPAPI
import HTTPTypes
import NIOCore

/// Which of the two media types an answer has, by GraphQL over HTTP. They differ in what the status says of a document that is refused.
enum AnswerForm: Sendable {
  /// A refused document is 400.
  case response
  /// For clients that know no other: whatever GraphQL itself says comes with 200.
  case plain

  private static let responseType = "application/graphql-response+json"
  private static let plainType = "application/json"

  /// nil when the client takes neither.
  init?(accept: String?) {
    if ContentNegotiation.accepts(Self.responseType, accept) {
      self = .response
    } else if ContentNegotiation.accepts(Self.plainType, accept) {
      self = .plain
    } else {
      return nil
    }
  }

  func reply(_ result: GraphQLResult) -> PageReply {
    var members: [JSONMember] = []
    if !result.errors.isEmpty { members.append(JSONMember(name: "errors", value: .array(result.errors.map(\.json)))) }
    members.append(JSONMember(name: "data", value: result.data))
    return reply(.object(members), .ok)
  }

  /// `isMalformed`: what came was no question at all.
  func reply(refusing errors: [GraphQLError], isMalformed: Bool = false) -> PageReply {
    let status: HTTPResponse.Status = isMalformed || self == .response ? .badRequest : .ok
    return reply(["errors": .array(errors.map(\.json))], status)
  }

  func reply(_ sentence: String, _ status: HTTPResponse.Status) -> PageReply {
    reply(["errors": [GraphQLError(.malformedRequest, sentence).json]], status)
  }

  private func reply(_ value: JSONValue, _ status: HTTPResponse.Status) -> PageReply {
    var writer = JSONWriter()
    writer.value(value)
    let type = self == .response ? Self.responseType : Self.plainType
    return PageReply(ByteBuffer(bytes: writer.bytes), type: "\(type); charset=utf-8", status: status, headers: [.vary: "Accept"])
  }
}
