import ForumKernel
import Synchronization

/// The messages of one transaction, collected while its body runs and announced after its commit.
final class CommittedMessages: Sendable {
  private let messages = Mutex<[StreamMessage]>([])

  /// How many there are now.
  func append(_ message: StreamMessage) -> Int {
    messages.withLock {
      $0.append(message)
      return $0.count
    }
  }

  var all: [StreamMessage] { messages.withLock { $0 } }
}
