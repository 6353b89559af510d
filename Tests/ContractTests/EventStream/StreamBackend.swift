import ForumKernel
import StreamLog
import Support
import Testing

/// The event streams that the suite runs over.
enum StreamBackend: String, CaseIterable, CustomTestStringConvertible {
  case log = "stream.log"
  /// Reads go to the archive almost always.
  case logWithShortTail = "stream.log with a tail of two messages"
  case memory

  var testDescription: String { rawValue }

  /// A fresh, empty stream.
  func open() async throws -> StreamFixture {
    let clock = ManualClock()
    switch self {
    case .memory:
      let stream = MemoryStream(clock: clock)
      return StreamFixture(stream: stream, clock: clock, remove: { await stream.remove(through: $0) }, restart: { stream })
    case .log, .logWithShortTail:
      let archive = MemoryStreamArchive(clock: clock)
      let tailMessagesMax = self == .log ? StreamLog.tailMessagesMax : 2
      let log = try await StreamLog.open(archive: archive, clock: clock, tailMessagesMax: tailMessagesMax)
      return StreamFixture(stream: log, clock: clock, remove: { archive.remove(through: $0) }) {
        try await log.close()
        return try await StreamLog.open(archive: archive, clock: clock, tailMessagesMax: tailMessagesMax)
      }
    }
  }
}

/// One stream under test.
struct StreamFixture {
  let stream: any EventStream
  let clock: ManualClock
  /// What retention does: removes messages up to a sequence.
  let remove: (Int64) async -> Void
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
