import HTTPAPI

/// What is wrong with a request, or what went wrong with one field of its answer.
struct GraphQLError: Error, Sendable, Equatable {
  /// What a program can tell errors apart by, as `extensions.code`: the words that clients of GraphQL know.
  enum Code: String, Sendable {
    case malformedRequest = "BAD_REQUEST"
    case syntax = "GRAPHQL_PARSE_FAILED"
    case invalid = "GRAPHQL_VALIDATION_FAILED"
    case operation = "OPERATION_RESOLUTION_FAILURE"
    case input = "BAD_USER_INPUT"
    case tooLarge = "DOCUMENT_TOO_LARGE"
    case tooDeep = "QUERY_TOO_DEEP"
    case tooCostly = "QUERY_TOO_COSTLY"
    case unknownDocument = "PERSISTED_QUERY_NOT_FOUND"
    case otherDocument = "PERSISTED_QUERY_HASH_MISMATCH"
    case documentNotAllowed = "PERSISTED_QUERY_ONLY"
    case unauthenticated = "UNAUTHENTICATED"
    case forbidden = "FORBIDDEN"
    case notFound = "NOT_FOUND"
    case conflict = "CONFLICT"
    case tooMany = "RATE_LIMITED"
    case unavailable = "UNAVAILABLE"
    case `internal` = "INTERNAL_SERVER_ERROR"
  }

  /// A step from the root of the answer to one of its fields.
  enum PathStep: Sendable, Equatable {
    case key(String)
    case index(Int)

    var json: JSONValue {
      switch self {
      case .key(let key): .text(key)
      case .index(let index): .integer(Int64(index))
      }
    }
  }

  let code: Code
  let message: String
  var places: [SourcePlace] = []
  /// Where in the answer; nil for what was found before execution.
  var path: [PathStep]?
  /// What the REST API calls the same error.
  var reason: String?
  /// Every broken rule of an argument, as the REST API tells it.
  var details: [String] = []

  init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  var json: JSONValue {
    var members = [JSONMember(name: "message", value: .text(message))]
    if !places.isEmpty {
      let list = places.map {
        JSONValue.object([.init(name: "line", value: .integer(Int64($0.line))), .init(name: "column", value: .integer(Int64($0.column)))])
      }
      members.append(JSONMember(name: "locations", value: .array(list)))
    }
    if let path { members.append(JSONMember(name: "path", value: .array(path.map(\.json)))) }
    var extensions = [JSONMember(name: "code", value: .text(code.rawValue))]
    if let reason { extensions.append(JSONMember(name: "reason", value: .text(reason))) }
    if !details.isEmpty { extensions.append(JSONMember(name: "details", value: .array(details.map { .text($0) }))) }
    members.append(JSONMember(name: "extensions", value: .object(extensions)))
    return .object(members)
  }
}
