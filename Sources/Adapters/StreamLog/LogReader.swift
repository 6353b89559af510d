import ForumKernel
import StreamTail
import Synchronization

/// Reads messages from the tail where it reaches back far enough, else from the archive.
final class LogReader: Sendable {
  /// Messages that are taken from the tail or the archive at once: few enough that the tail's lock is held for microseconds.
  private static let pageSize = 256
  /// Pages that one call looks through, so that a filter that matches nothing does not read the whole history in one call.
  private static let pagesMax = 16

  let archive: any StreamArchive
  private let tail: Mutex<TailState>

  init(archive: any StreamArchive, tail: TailState) {
    self.archive = archive
    self.tail = Mutex(tail)
  }

  var last: Int64 { tail.withLock { $0.last } }

  /// False when the message does not follow the last one.
  func append(_ message: StreamMessage) -> Bool { tail.withLock { $0.append(message) } }

  /// Fills the tail with the newest messages of the archive.
  func begin(messagesMax: Int) async throws {
    let bounds = try await archive.bounds()
    var older: [StreamMessage] = []
    var position = max(bounds.first - 1, bounds.last - Int64(messagesMax))
    while position < bounds.last {
      let page = try await archive.read(after: position, limit: Self.pageSize)
      guard let newest = page.last?.sequence else { break }
      older += page
      position = newest
    }
    tail.withLock { $0.begin(with: older, last: bounds.last) }
  }

  /// `EventStream.read`.
  func read(after sequence: Int64, matching filters: [SubjectFilter], limit: Int) async throws -> StreamBatch {
    var messages: [StreamMessage] = []
    var scanned = sequence
    for _ in 0..<Self.pagesMax {
      let page = try await page(after: scanned)
      for message in page where messages.count < limit {
        scanned = message.sequence
        if filters.match(message.subject) { messages.append(message) }
      }
      if page.isEmpty || messages.count >= limit { break }
    }
    return StreamBatch(messages: messages, scannedThrough: scanned)
  }

  /// The message with this sequence; nil when retention has removed it.
  func message(_ sequence: Int64) async throws -> StreamMessage? {
    let held = tail.withLock { $0.page(after: sequence - 1, limit: 1) }
    let page = if let held { held } else { try await archive.read(after: sequence - 1, limit: 1) }
    return page.first.flatMap { $0.sequence == sequence ? $0 : nil }
  }

  private func page(after sequence: Int64) async throws -> [StreamMessage] {
    if let page = tail.withLock({ $0.page(after: sequence, limit: Self.pageSize) }) { return page }
    let page = try await archive.read(after: sequence, limit: Self.pageSize)
    if page.first?.sequence != sequence + 1, try await archive.bounds().first > sequence + 1 {
      throw AppError(.notFound, "position_gone", "Messages after this position have been removed. Start over.")
    }
    return page
  }
}
