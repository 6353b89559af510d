import ForumKernel
import GRPCProto
import GRPCProtobuf
import SwiftProtobuf
import Testing

@testable import GRPCAPI

@Suite struct CallFaultTests {
  private static let now = Timestamp(milliseconds: 1_800_000_000_000)

  @Test("a call hears of all its faults at once, those of the REST API at the same fields")
  func all() throws {
    let request = Forumlite_V1_CreateThreadRequest.with {
      ($0.title, $0.tags, $0.publishAt) = ("", ["fine", "no tag", "wor se"], "2000-01-01T00:00:00Z")
    }
    let error = #expect(throws: AppError.self) { try request.fields(CreateThreadFields.self, bytesMax: 10_000, now: Self.now) }
    let violations = error?.rpcStatus.details.compactMap(\.badRequest).flatMap(\.violations) ?? []
    #expect(Set(violations.map(\.field)) == ["category_id", "title", "tags.1", "tags.2", "body", "publish_at"])
    #expect(violations.count == 6)
  }
}
