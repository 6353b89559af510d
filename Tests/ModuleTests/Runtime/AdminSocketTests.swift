import Foundation
import Support
import Testing

@testable import ForumRuntime

@Suite("Admin socket") struct AdminSocketTests {
  /// The answers of the server in `folder` to two requests on one connection. On a thread of its own: the client blocks, and the server needs the pool.
  private func askTwice(_ folder: String) async throws -> [String] {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread { continuation.resume(with: Result { try Self.talk(folder) }) }
    }
  }

  private static func talk(_ folder: String) throws -> [String] {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    let line = FrameSocket(descriptor: descriptor, timeoutSeconds: 30)
    try #require(try FrameSocket.withAddress(in: folder) { connect(descriptor, $0, $1) == 0 })
    return try (0..<2).map { _ in
      try line.send(OperatorRequest.status)
      guard case .done(let text) = try line.receive(OperatorReply.self) else { return "no answer" }
      return text
    }
  }

  @Test("only the owner may open the socket, also under a long path, and it is gone after close", arguments: [1, 150])
  func socketIsPrivate(pathLength: Int) async throws {
    try await withTemporaryFolder { parent in
      let folder = parent + "/" + String(repeating: "x", count: pathLength)
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let server = try AdminSocketServer(directory: folder) { _ in .done("hello") }
      let mode = try FileManager.default.attributesOfItem(atPath: folder + "/admin.sock")[.posixPermissions] as? Int
      #expect(mode == 0o600)
      #expect(try await askTwice(folder) == ["hello", "hello"])
      server.close()
      #expect(!FileManager.default.fileExists(atPath: folder + "/admin.sock"))
    }
  }

  @Test("connections that say nothing keep no command waiting for long") func idleConnections() async throws {
    try await withTemporaryFolder { folder in
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let server = try AdminSocketServer(directory: folder, idleSeconds: 1) { _ in .done("hello") }
      let idle = (0..<20).map { _ in socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0) }
      for descriptor in idle { #expect(try FrameSocket.withAddress(in: folder) { connect(descriptor, $0, $1) == 0 } || errno == EAGAIN) }
      #expect(try await askTwice(folder) == ["hello", "hello"])
      for descriptor in idle { close(descriptor) }
      server.close()
    }
  }
}
