import ForumKernel
import HTTPTypes
import HummingbirdCore
import NIOCore

/// The API as one version knows it: turns requests of its clients into today's, and today's answers into theirs.
final class PinnedVersion: Sendable {
  let release: ReleasePlan.Release
  /// What came later, newest first.
  private let changes: [APIChange]
  /// Today's named schemas.
  private let components: [String: JSONValue]
  /// The named schemas that are different now, or hold one that is.
  private let touched: Set<String>
  /// The answers that are different now, by operation.
  private let answers: [String: JSONValue]
  private let documents: KeptDocuments

  init(_ release: ReleasePlan.Release, of plan: ReleasePlan, _ endpoints: [Endpoint], title: String) {
    let later = plan.changes.filter { release.version < $0.version }.sorted { $0.version > $1.version }
    let all = endpoints.reduce(into: [:]) { all, endpoint in all.merge(endpoint.contract.components) { first, _ in first } }
    let touched = Self.touched(by: later, all)
    self.release = release
    changes = later
    components = all
    self.touched = touched
    answers = endpoints.reduce(into: [:]) { answers, endpoint in
      guard case .json(let schema) = endpoint.contract.answer, !touched.isDisjoint(with: schema.value.references) else { return }
      answers[endpoint.operationID] = schema.value
    }
    documents = KeptDocuments(endpoints: endpoints, title: title)
  }

  private static func touched(by changes: [APIChange], _ components: [String: JSONValue]) -> Set<String> {
    var touched = Set(changes.flatMap(\.objects.keys))
    while true {
      let more = components.filter { !touched.contains($0.key) && !touched.isDisjoint(with: $0.value.references) }.keys
      if more.isEmpty { return touched }
      touched.formUnion(more)
    }
  }

  /// Whether the operation came later.
  func lacks(_ operationID: String) -> Bool { changes.contains { $0.newOperations.contains(operationID) } }

  /// A named schema as this version has it.
  func schema(_ newest: JSONValue, named name: String) -> JSONValue { changes.reduce(newest) { $1.olderSchema($0, named: name) } }

  var openAPI: ByteBuffer { documents.openAPI(self) }
  var asyncAPI: ByteBuffer { documents.asyncAPI(self) }

  // MARK: Requests

  /// The request with the entity tags that today's answers have: one tag never names two different bodies.
  func newer(_ head: HTTPRequest, of operationID: String) -> HTTPRequest {
    guard answers[operationID] != nil, let seen = head.headerFields[.ifNoneMatch] else { return head }
    var newer = head
    newer.headerFields[.ifNoneMatch] = EntityTag.unmarked(seen, release.version)
    return newer
  }

  /// The members of a body under today's names, without those that this version does not have, and a fault for each of these.
  func newer(_ members: [JSONMember], of schema: String) -> (members: [JSONMember], unknown: [Fault]) {
    guard isChanged(schema) else { return (members, []) }
    var (newer, unknown): ([JSONMember], [Fault]) = ([], [])
    for member in members {
      var name: String? = member.name
      for change in changes.reversed() { name = name.flatMap { change.newerName(of: $0, in: schema) } }
      if let name {
        newer.append(JSONMember(name: name, value: member.value))
      } else {
        unknown.append(
          Fault("/\(Fault.escaped(member.name))", "unknown_field", "There is no such field in version \(release.version)."))
      }
    }
    return (newer, unknown)
  }

  /// The faults at the names that this version's clients know.
  func older(_ faults: [Fault], of schema: String) -> [Fault] {
    guard isChanged(schema) else { return faults }
    return faults.map { fault in
      let parts = fault.pointer.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: true)
      guard let field = parts.first else { return fault }
      let name = changes.reduce(String(field)) { name, change in change.olderName(of: name, in: schema) ?? name }
      return Fault("/" + ([name] + parts.dropFirst().map(String.init)).joined(separator: "/"), fault.code, fault.detail)
    }
  }

  private func isChanged(_ schema: String) -> Bool { changes.contains { $0.objects[schema] != nil } }

  // MARK: Answers

  /// The operation's successful answer as this version has it.
  func older(_ response: Response, of operationID: String) async throws -> Response {
    guard let schema = answers[operationID] else { return response }
    var older = response
    older.headers[.eTag] = response.headers[.eTag].map { EntityTag.marked($0, release.version) }
    guard response.status.kind == .successful, response.body.contentLength != 0 else { return older }
    let collected = CollectedBody()
    try await response.body.write(collected)
    let envelope = try Self.parse(Array(collected.bytes.readableBytesView))
    var writer = JSONWriter(capacity: collected.bytes.readableBytes)
    writer.value(envelope.with("data", self.older(envelope["data"] ?? .null, schema)))
    older.headers[.contentLength] = nil
    older.body = ResponseBody(byteBuffer: ByteBuffer(bytes: writer.bytes))
    return older
  }

  /// The view's JSON as this version has it.
  func json<View>(_ shape: Shape<View>, _ view: View) -> [UInt8] {
    let newest = shape.json(view)
    guard let name = shape.name, touched.contains(name), let value = try? Self.parse(newest) else { return newest }
    var writer = JSONWriter(capacity: newest.count)
    writer.value(older(value, named: name))
    return writer.bytes
  }

  private func older(_ value: JSONValue, _ schema: JSONValue) -> JSONValue {
    if case .text(let reference)? = schema["$ref"], let name = reference.split(separator: "/").last.map(String.init) {
      return older(value, named: name)
    }
    if case .array(let choices)? = schema["anyOf"], let some = choices.first { return value == .null ? value : older(value, some) }
    switch value {
    case .array(let items): return schema["items"].map { each in .array(items.map { older($0, each) }) } ?? value
    case .object(let members):
      return .object(
        members.map { member in
          JSONMember(name: member.name, value: schema["properties"]?[member.name].map { older(member.value, $0) } ?? member.value)
        })
    default: return value
    }
  }

  private func older(_ value: JSONValue, named name: String) -> JSONValue {
    guard touched.contains(name) else { return value }
    return changes.reduce(older(value, components[name] ?? .null)) { $1.older($0, of: name) }
  }

  private static func parse(_ json: [UInt8]) throws -> JSONValue { try json.withUnsafeBufferPointer { try JSONParser.parse($0) } }
}

extension JSONValue {
  /// The names of the schemas that a schema refers to.
  fileprivate var references: Set<String> {
    switch self {
    case .array(let items): items.reduce(into: []) { $0.formUnion($1.references) }
    case .object(let members):
      members.reduce(into: []) { names, member in
        if member.name == "$ref", case .text(let reference) = member.value {
          names.insert(String(reference.split(separator: "/").last ?? ""))
        } else {
          names.formUnion(member.value.references)
        }
      }
    default: []
    }
  }
}
