import Foundation
import NIOHTTP1
import Support
import Testing

@testable import Meilisearch

@Suite("Facade server") struct FacadeServerTests {
  private struct Anything: Decodable, Sendable {}

  private static func client(_ facade: RunningFacade, key: String? = RunningFacade.masterKey) throws -> MeilisearchClient {
    var limits = MeilisearchLimits()
    limits.requestTimeout = .seconds(60)
    return MeilisearchClient(try MeilisearchTarget(url: facade.url, key: key), limits)
  }

  /// The status and code of a request that must be refused.
  private static func refusal(_ call: () async throws -> Void) async -> String? {
    do {
      try await call()
      return nil
    } catch MeilisearchError.refused(let status, let code, _) {
      return "\(status) \(code)"
    } catch {
      return "\(error)"
    }
  }

  @Test("a body above the limit is refused, and the next request is answered")
  func largeBody() async throws {
    try await withTemporaryFolder { folder in
      try await RunningFacade.run(in: folder, bodyBytesMax: 1000) { facade in
        let client = try Self.client(facade)
        let body = Data(#"[{"id":1,"text":"\#(String(repeating: "x", count: 5000))"}]"#.utf8)
        let said = await Self.refusal { _ = try await client.send(.POST, "/indexes/i/documents", body, as: Anything.self) }
        #expect(said == "413 payload_too_large")
        _ = try await client.get("/health", as: Anything.self)
        await client.close()
      }
    }
  }

  @Test("many clients at once are all answered, and every document is there")
  func concurrency() async throws {
    try await withTemporaryFolder { folder in
      try await RunningFacade.run(in: folder) { facade in
        let client = try Self.client(facade)
        try await withThrowingTaskGroup(of: Void.self) { group in
          for number in 0..<40 {
            group.addTask { try await client.change(.POST, "/indexes/i/documents", Data(#"[{"id":\#(number),"text":"loom"}]"#.utf8)) }
          }
          try await group.waitForAll()
        }
        struct Found: Decodable, Sendable { let estimatedTotalHits: Int }
        let found = try await client.send(.POST, "/indexes/i/search", Data(#"{"q":"loom"}"#.utf8), as: Found.self)
        #expect(found.estimatedTotalHits == 40)
        await client.close()
      }
    }
  }

  @Test("a key is needed where there is a master key")
  func keys() async throws {
    try await withTemporaryFolder { folder in
      try await RunningFacade.run(in: folder) { facade in
        for (key, said) in [(nil, "401 missing_authorization_header"), ("wrong", "403 invalid_api_key")] {
          let client = try Self.client(facade, key: key)
          #expect(await Self.refusal { _ = try await client.get("/indexes", as: Anything.self) } == said)
          await client.close()
        }
      }
    }
  }
}
