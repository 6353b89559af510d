import Foundation
import GRPCProto
import LiveFeed
import Support
import SwiftProtobuf

/// What can be done over which protocol, as the documents of the program tell it.
struct ParityTable {
  private struct Operation {
    let name: String
    let place: String
    let tag: String
  }

  /// One thing under two names: over gRPC a thread is watched, and over HTTP it is followed; to watch it is there to say how much one wants to hear.
  private static let otherNames = ["followThread": "WatchThread"]

  private let operations: [Operation]
  private let paths: Set<String>
  /// By name: `PostService.CreatePost`.
  private let methods: [String: String]

  init(openAPI: JSON) throws {
    operations = openAPI["paths"].names.flatMap { path in
      openAPI["paths"][path].names.map { method in
        let operation = openAPI["paths"][path][method]
        return Operation(
          name: operation["operationId"].text,
          place: "\(method.uppercased()) \(path.hasPrefix("/api/v1/") ? String(path.dropFirst("/api/v1/".count)) : path)",
          tag: operation["tags"][0].text)
      }
    }
    paths = Set(openAPI["paths"].names)
    let files = try Google_Protobuf_FileDescriptorSet(serializedBytes: ProtoDescriptors.bytes).file.filter { $0.package == "forumlite.v1" }
    let named = files.flatMap(\.service).flatMap { service in service.method.map { ($0.name, "\(service.name).\($0.name)") } }
    methods = Dictionary(uniqueKeysWithValues: named)
  }

  var text: String {
    let rows = operations.sorted { ($0.tag, $0.name) < ($1.tag, $1.name) }.map {
      "| \($0.tag) | `\($0.name)` | `\($0.place)` | \(code(method(of: $0.name))) |"
    }
    let alone = Set(methods.keys).subtracting(operations.compactMap { Self.method($0.name) }).sorted().map { "|  |  |  | \(code(methods[$0])) |" }
    let topics = LiveTopic.addresses.map { "| `\($0)` | \(events(of: $0)) | \(code(methods[Self.watch($0)])) | `subscribe` |" }
    return """
      # Over which protocol what can be done

      The same use cases stand behind all of them: who may call what, within which limits, and what is refused is the same. This page is made from the
      documents that the program serves (`/openapi.json`, the descriptors that reflection gives, the topics of the live feed).
      What is read most can be asked in GraphQL too, where it is on: its schema is `configs/schemas/graphql/schema.graphql`.

      Of \(operations.count) operations of the REST API \(operations.count { method(of: $0.name) != nil }) can be called over gRPC too.

      | tag | operation | REST, below `/api/v1/` | gRPC, in `forumlite.v1` |
      |---|---|---|---|
      \((rows + alone).joined(separator: "\n"))

      What happens can be followed live, and after a cut from the position on that every event carries.

      | topic | Server-Sent Events | gRPC | WebSocket (`GET live`) |
      |---|---|---|---|
      \(topics.joined(separator: "\n"))

      """
  }

  /// The name that the operation has over gRPC, if it is there; nil where that is another operation's.
  private static func method(_ operation: String) -> String? {
    if let other = otherNames[operation] { return other }
    let name = operation.prefix(1).uppercased() + operation.dropFirst()
    return otherNames.values.contains(name) ? nil : name
  }

  /// `WatchThread` for `threads/{thread_id}`.
  private static func watch(_ address: String) -> String {
    guard let name = address.firstMatch(of: /^[a-z]+\/\{([a-z]+)_id\}$/)?.1 else { return "" }
    return "Watch" + name.prefix(1).uppercased() + name.dropFirst()
  }

  private func method(of operation: String) -> String? { Self.method(operation).flatMap { methods[$0] } }

  private func events(of address: String) -> String {
    if paths.contains("/api/v1/\(address)/events") { return "`GET \(address)/events`" }
    return address.hasPrefix("presence/") ? "–" : "`GET events?topics=`"
  }

  private func code(_ text: String?) -> String { text.map { "`\($0)`" } ?? "–" }
}
