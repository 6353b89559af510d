import ForumKernel
import Glibc
import Postgres
import SQLStore
import Support
import Testing

@Suite("Postgres: the pool", .enabled(if: PostgresServer.isThere))
struct PostgresPoolTests {
  @Test("who waits too long for a connection, or finds too many waiting, is told to come back")
  func exhaustion() async throws {
    let server = try #require(PostgresServer.current)
    try await server.withDriver({
      $0.writers = 1
      $0.waitTimeout = .milliseconds(300)
      $0.waitersMax = 1
    }) { driver in
      let (held, release) = (Gate(), Gate())
      async let holder: Void = driver.write { _ in
        held.open()
        release.wait()
      }
      await held.opened()
      let start = ContinuousClock.now
      async let late: AppError? = refusal(driver)
      while driver.queueDepth == 0 { try await Task.sleep(for: .milliseconds(1)) }
      let refused = await refusal(driver)
      #expect(refused?.slug == "pool_busy")
      let waited = await late
      #expect(waited?.code == .unavailable && waited?.slug == "pool_busy" && waited?.retryAfterSeconds == 1)
      #expect(ContinuousClock.now - start >= .milliseconds(300))
      try await driver.read { _ in }
      release.open()
      try await holder
      try await driver.checkWritable()
    }
  }

  private func refusal(_ driver: PostgresDriver) async -> AppError? {
    do {
      try await driver.write { _ in }
      return nil
    } catch {
      return error as? AppError
    }
  }

  @Test("eight statements wait at once, whatever the number of cores")
  func concurrency() async throws {
    let server = try #require(PostgresServer.current)
    try await server.withDriver({ $0.readers = 8 }) { driver in
      let start = ContinuousClock.now
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<8 { group.addTask { try await driver.read { _ = try $0.execute("SELECT pg_sleep(1)", []) } } }
        try await group.waitForAll()
      }
      #expect(ContinuousClock.now - start < .seconds(60))
    }
  }

  @Test("closing waits for what runs and for what waits, and refuses the rest")
  func closing() async throws {
    let server = try #require(PostgresServer.current)
    try await server.withDriver({ $0.writers = 1 }) { driver in
      let (held, release, done) = (Gate(), Gate(), Counter())
      async let running: Void = driver.write { _ in
        held.open()
        release.wait()
        done.add()
      }
      await held.opened()
      async let waiting: Void = driver.write { _ in done.add() }
      while driver.queueDepth == 0 { try await Task.sleep(for: .milliseconds(1)) }
      async let closed: Int = {
        try await driver.close()
        return done.count
      }()
      try await Task.sleep(for: .milliseconds(50))
      let refused = await refusal(driver)
      #expect(refused?.slug == "store_closed")
      release.open()
      let doneBefore = try await closed
      #expect(doneBefore == 2)
      _ = try await (running, waiting)
    }
  }

  @Test("a server that takes connections and says nothing is given up after the timeout")
  func silence() async throws {
    let listener = try Listener()
    var settings = PostgresDriverSettings(url: "postgresql://forum@127.0.0.1:\(listener.port)/forum")
    settings.connectTimeout = .seconds(2)
    let driver = try PostgresDriver(settings: settings)
    let start = ContinuousClock.now
    let error = await #expect(throws: AppError.self) { try await driver.read { _ in } }
    #expect(error?.slug == "store_unreachable")
    #expect(ContinuousClock.now - start < .seconds(60))
    let second = await #expect(throws: AppError.self) { try await driver.read { _ in } }
    #expect(second?.slug == "store_unreachable")
    try await driver.close()
  }

  @Test("a server that stops to answer in mid-connection costs a call its deadline, and is used again when it answers")
  func hanging() async throws {
    let server = try #require(PostgresServer.current)
    try await server.withDriver({
      $0.writers = 1
      $0.statementTimeout = .seconds(1)
    }) { driver in
      let process = try await driver.write { connection in
        var process: Int64 = 0
        try connection.query("SELECT CAST(pg_backend_pid() AS BIGINT)", []) { process = $0.integer(0) }
        return pid_t(process)
      }
      try #require(kill(process, SIGSTOP) == 0)
      let late = await refusal(driver)
      kill(process, SIGCONT)
      #expect(late?.code == .unavailable)
      // The server as a whole answers, which the probe finds out; until then everybody is refused at once.
      var refused = await refusal(driver)
      for _ in 0..<1200 where refused != nil {
        #expect(refused?.slug == "store_unreachable")
        try await Task.sleep(for: .milliseconds(50))
        refused = await refusal(driver)
      }
      #expect(refused == nil)
    }
  }
}

/// A port of the loopback whose connections nobody answers.
private final class Listener {
  private let socket: Int32
  let port: UInt16

  init() throws {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket, $0, length) == 0 && listen(socket, 8) == 0 && getsockname(socket, $0, &length) == 0
      }
    }
    try #require(isListening)
    self.socket = socket
    port = UInt16(bigEndian: address.sin_port)
  }

  deinit { close(socket) }
}
