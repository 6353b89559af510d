import HTTPAPI
import Logging
import ServiceLifecycle
import Testing

@Suite(.timeLimit(.minutes(1))) struct ShutdownTests {
  @Test("a server that stops ends its streams, answers what it has begun, and goes")
  func graceful() async throws {
    let server = try LibraryServer()
    let group = ServiceGroup(configuration: .init(services: [.init(service: server.server)], logger: Logger(label: "test")))
    try await withThrowingTaskGroup { tasks in
      tasks.addTask { try await group.run() }
      let port = await server.port()
      try await RawConnection.open(port) { connection in
        try await connection.send("GET /api/v1/events HTTP/1.1\r\nHost: a\r\n\r\n")
        _ = try await connection.read(through: "retry: 3000\n")
        await group.triggerGracefulShutdown()
        #expect(try await connection.rest().hasSuffix("0\r\n\r\n"))
      }
      try await tasks.waitForAll()
    }
  }

  @Test("what does not end by itself is cut when the time to drain is over")
  func drained() async throws {
    let server = try LibraryServer { $0.limits.drainMilliseconds = 100 }
    let group = ServiceGroup(configuration: .init(services: [.init(service: server.server)], logger: Logger(label: "test")))
    try await withThrowingTaskGroup { tasks in
      tasks.addTask { try await group.run() }
      let port = await server.port()
      try await RawConnection.open(port) { connection in
        try await connection.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\nGET /api/v1/slow HTTP/1.1\r\nHost: a\r\n\r\n")
        _ = try await connection.read(through: "ok\n")
        await group.triggerGracefulShutdown()
        #expect(try await connection.rest().isEmpty)
      }
      try await tasks.waitForAll()
    }
  }
}
