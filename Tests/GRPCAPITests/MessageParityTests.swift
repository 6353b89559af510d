import GRPCProto
import HTTPTypes
import Support
import SwiftProtobuf
import Testing

@Suite struct MessageParityTests {
  /// What the REST API shows and a message of the same name does not, by name, each with its reason: nothing.
  private static let shownOverRESTAlone: [String: Set<String>] = [:]

  @Test("a message has every field of what the REST API shows under the same name")
  func fields() async throws {
    let files = try Google_Protobuf_FileDescriptorSet(serializedBytes: ProtoDescriptors.bytes).file.filter { $0.package == "forumlite.v1" }
    let messages = Dictionary(uniqueKeysWithValues: files.flatMap(\.messageType).map { ($0.name, Set($0.field.map(\.name))) })
    try await withForum { forum in
      let schemas = try await forum.visitor.get("/openapi.json", [Header.channel: "edge"]).expect(200).json["components"]["schemas"]
      let shared = schemas.names.filter { messages[$0] != nil }
      #expect(Set(["Category", "Thread", "Post", "Comment", "Notification"]).isSubset(of: shared))
      for name in shared {
        let missing = Set(schemas[name]["properties"].names).subtracting(messages[name] ?? [])
        #expect(missing == Self.shownOverRESTAlone[name] ?? [], "\(name) over gRPC")
      }
    }
  }
}
