import HTTPAPI
import HTTPTypes
import NIOCore

/// One question, as the body of a `POST` or the query of a `GET` brings it.
struct GraphQLRequest: Sendable {
  /// nil: the one of `hash`.
  let text: String?
  let operationName: String?
  let variables: [JSONMember]
  /// What the client says that the document's SHA-256 is, in small hexadecimal digits.
  let hash: String?

  /// Throws with what can't be read.
  init(_ call: Call) throws(RequestRefused) { try self.init(call.head.method == .post ? Self.members(ofBody: call) : Self.members(ofQuery: call)) }

  private init(_ members: [JSONMember]) throws(RequestRefused) {
    let fields = Dictionary(members.map { ($0.name, $0.value) }) { first, _ in first }
    var errors: [GraphQLError] = []
    func refuse(_ sentence: String) { errors.append(GraphQLError(.malformedRequest, sentence)) }
    func text(_ name: String) -> String? {
      switch fields[name] {
      case nil, .null: return nil
      case .text(let text): return text
      default:
        refuse("“\(name)” must be a string.")
        return nil
      }
    }
    func object(_ name: String) -> [JSONMember] {
      switch fields[name] {
      case nil, .null: return []
      case .object(let members): return members
      default:
        refuse("“\(name)” must be an object.")
        return []
      }
    }
    self.text = text("query")
    operationName = text("operationName")
    variables = object("variables")
    var hash: String?
    if let persisted = object("extensions").first(where: { $0.name == "persistedQuery" })?.value, persisted != .null {
      if persisted["version"] == 1, case .text(let digits)? = persisted["sha256Hash"], Self.isHash(digits) {
        hash = digits.lowercased()
      } else {
        refuse("“extensions.persistedQuery” must have the version 1 and a “sha256Hash” of 64 hexadecimal digits.")
      }
    }
    self.hash = hash
    if errors.isEmpty, self.text == nil, hash == nil { refuse("“query” is missing: the text of a document.") }
    if !errors.isEmpty { throw RequestRefused(errors) }
  }

  private static func isHash(_ text: String) -> Bool { text.utf8.count == 64 && text.allSatisfy(\.isHexDigit) }

  private static func members(ofBody call: Call) throws(RequestRefused) -> [JSONMember] {
    guard let body = call.body, body.readableBytes > 0 else { throw malformed("The request needs a JSON object as its body.") }
    guard case .object(let members) = try json(Array(body.readableBytesView)) else { throw malformed("The body must be a JSON object.") }
    return members
  }

  private static func members(ofQuery call: Call) throws(RequestRefused) -> [JSONMember] {
    let items: [(name: String, value: String)]
    do { items = try call.queryItems() } catch { throw malformed("The query is not percent-encoded UTF-8, or has too many parameters.") }
    var members: [JSONMember] = []
    for item in items {
      guard !members.contains(where: { $0.name == item.name }) else { throw malformed("The parameter “\(item.name)” is there more than once.") }
      switch item.name {
      case "variables", "extensions":
        if !item.value.isEmpty { members.append(JSONMember(name: item.name, value: try json(Array(item.value.utf8)))) }
      default: members.append(JSONMember(name: item.name, value: .text(item.value)))
      }
    }
    return members
  }

  private static func json(_ bytes: [UInt8]) throws(RequestRefused) -> JSONValue {
    do {
      return try bytes.withUnsafeBufferPointer { try JSONParser.parse($0) }
    } catch {
      throw malformed("This is no JSON. \(GraphQLError(telling: error).message)")
    }
  }

  private static func malformed(_ sentence: String) -> RequestRefused { RequestRefused([GraphQLError(.malformedRequest, sentence)]) }
}
