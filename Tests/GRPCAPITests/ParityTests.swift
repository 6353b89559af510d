import Foundation
import Support
import Testing

@Suite struct ParityTests {
  private static let page = "Sources/ForumRuntime/Documentation.docc/Protocols.md"

  @Test("the page that compares the protocols is the one that the program's own documents give")
  func page() async throws {
    try await withForum { forum in
      let text = try ParityTable(openAPI: try await forum.visitor.get("/openapi.json").expect(200).json).text
      let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appending(
        path: Self.page)
      if ProcessInfo.processInfo.environment["FORUM_UPDATE_GOLDEN"] == "1" { try text.write(to: file, atomically: true, encoding: .utf8) }
      let written = try String(contentsOf: file, encoding: .utf8)
      #expect(written == text, "run this test with FORUM_UPDATE_GOLDEN=1 and look at the difference")
    }
  }

  @Test("no call of gRPC stands beside two operations, and the count is that of the rows")
  func pairs() async throws {
    try await withForum { forum in
      let text = try ParityTable(openAPI: try await forum.visitor.get("/openapi.json").expect(200).json).text
      let paired = text.matches(of: /\n\| [A-Z][A-Za-z ]* \| `([A-Za-z]+)` \| [^|]+ \| `([A-Za-z.]+)` \|/).map { (String($0.1), String($0.2)) }
      #expect(Set(paired.map(\.1)).count == paired.count && text.contains("REST API \(paired.count) can be called"))
      #expect(paired.first { $0.0 == "followThread" }?.1 == "ThreadService.WatchThread")
    }
  }

  @Test("every call of gRPC but the import is an operation of the REST API")
  func calls() async throws {
    try await withForum { forum in
      let text = try ParityTable(openAPI: try await forum.visitor.get("/openapi.json").expect(200).json).text
      #expect(text.matches(of: /\n\|  \|  \|  \| `([A-Za-z.]+)`/).map { String($0.1) } == ["ImportService.ImportMessages"])
    }
  }
}
