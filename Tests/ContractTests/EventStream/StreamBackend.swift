import ForumKernel
import NATS
import SQLStore
import SQLite
import StreamLog
import Support
import Testing

/// The event streams that the suite runs over.
enum StreamBackend: Hashable, CaseIterable, CustomTestStringConvertible {
  case log
  /// Reads go to the archive almost always.
  case logWithShortTail
  /// As it is shipped: over the outbox of the SQL store.
  case logOverStore
  /// The same; reads go to the store almost always.
  case logOverStoreWithShortTail
  case memory
  /// A server of this program.
  case nats(String)
  /// The same; reads go to the server almost always.
  case natsWithShortTail(String)

  /// Those that run by the test's clock. On a server time passes by itself: what it does to deliveries is tested with `stream.nats` itself.
  static let clocked: [StreamBackend] = [.log, .logWithShortTail, .logOverStore, .logOverStoreWithShortTail, .memory]
  /// NATS only where `FORUM_TEST_NATS` names server programs.
  static let allCases = clocked + NATSServer.programs.flatMap { [.nats($0), .natsWithShortTail($0)] }

  var testDescription: String {
    switch self {
    case .log: "stream.log over memory"
    case .logWithShortTail: "stream.log over memory with a tail of two messages"
    case .logOverStore: "stream.log over store.sqlite"
    case .logOverStoreWithShortTail: "stream.log over store.sqlite with a tail of two messages"
    case .memory: "memory"
    case .nats(let program): "stream.nats over \(program)"
    case .natsWithShortTail(let program): "stream.nats with a tail of two messages over \(program)"
    }
  }

  var isClocked: Bool { Self.clocked.contains(self) }

  /// Retention leaves the newest message: its sequence is where the stream goes on.
  var keepsNewest: Bool { self == .logOverStore || self == .logOverStoreWithShortTail }

  /// A fresh, empty stream.
  func open() async throws -> StreamFixture {
    let clock = ManualClock()
    switch self {
    case .memory:
      let stream = MemoryStream(clock: clock)
      return StreamFixture(stream: stream, clock: clock, remove: { await stream.remove(through: $0) }, restart: { stream })
    case .log, .logWithShortTail:
      let archive = MemoryStreamArchive(clock: clock)
      return try await Self.openLog(archive, tailMessagesMax: self == .log ? StreamLog.tailMessagesMax : 2, clock) { archive.remove(through: $0) }
    case .logOverStore, .logOverStoreWithShortTail:
      let store = SQLStore(driver: try SQLiteDriver.inMemory(), clock: clock, ids: IDGenerator(clock: clock), outboxIsStream: true)
      try await store.migrate()
      let archive = RetainedOutbox(store: store)
      return try await Self.openLog(archive, tailMessagesMax: self == .logOverStore ? StreamLog.tailMessagesMax : 2, clock) { sequence in
        let last = try await archive.bounds().last
        _ = try await store.sweep(eventsOlderThan: .seconds(1_000_000_000), beyond: last - sequence)
      }
    case .nats(let program): return try await Self.openNATS(program, tailMessagesMax: 4096, clock)
    case .natsWithShortTail(let program): return try await Self.openNATS(program, tailMessagesMax: 2, clock)
    }
  }

  private static func openLog(
    _ archive: any StreamArchive, tailMessagesMax: Int, _ clock: ManualClock, remove: @escaping (Int64) async throws -> Void
  ) async throws -> StreamFixture {
    let log = try await StreamLog.open(archive: archive, clock: clock, tailMessagesMax: tailMessagesMax)
    return StreamFixture(stream: log, clock: clock, remove: remove) {
      try await log.close()
      return try await StreamLog.open(archive: archive, clock: clock, tailMessagesMax: tailMessagesMax)
    }
  }

  /// A stream of its own on the one server that all tests of this process share.
  private static func openNATS(_ program: String, tailMessagesMax: Int, _ clock: ManualClock) async throws -> StreamFixture {
    let target = try NATSTarget(url: try await NATSServer.shared(program).url)
    var stream = NATSStreamLimits()
    stream.name = "T\(UInt64.random(in: 0...UInt64.max))"
    stream.maxBytes = 16 << 20
    stream.tailMessagesMax = tailMessagesMax
    var limits = NATSLimits()
    limits.requestTimeout = .seconds(20)
    let opened = try await NATSStream.open(target, stream: stream, limits: limits)
    let purge = "$JS.API.STREAM.PURGE.\(stream.name)"
    return StreamFixture(
      stream: opened, clock: clock,
      remove: { _ = try? await opened.client.request(purge, Array(#"{"seq":\#($0 + 1)}"#.utf8)) },
      restart: { [stream, limits] in
        await opened.close()
        return try await NATSStream.open(target, stream: stream, limits: limits)
      })
  }
}

/// One stream under test.
struct StreamFixture {
  let stream: any EventStream
  let clock: ManualClock
  /// What retention does: removes messages up to a sequence.
  let remove: (Int64) async throws -> Void
  /// Closes the stream and opens it again.
  let restart: () async throws -> any EventStream

  @discardableResult
  func publish(_ subject: String, _ text: String = "") async throws -> Int64 {
    try await stream.publish(subject: subject, messageID: nil, payload: Array(text.utf8)).sequence
  }
}

extension [SubjectFilter] {
  /// Filters from texts that are right.
  static func of(_ texts: String...) throws -> [SubjectFilter] { try texts.map { try #require(SubjectFilter($0)) } }
}

extension StreamConsumer {
  /// The deliveries that are there now, each as `<sequence>#<attempt>`.
  func fetchNow(_ batch: Int = 100) async throws -> [String] {
    try await fetch(batch, expires: .zero).map { "\($0.message.sequence)#\($0.attempt)" }
  }
}
