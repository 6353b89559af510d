import ForumKernel
import StreamTail
import Synchronization
import Testing

@Suite("Who listens to a stream")
final class SubscriberListTests {
  private let list = Mutex(SubscriberList())

  private func message(_ sequence: Int64, _ subject: String = "a") -> StreamMessage {
    StreamMessage(sequence: sequence, subject: subject, messageID: nil, time: Timestamp(milliseconds: 0), payload: [])
  }

  private func listener(_ filters: [SubjectFilter] = [], bufferMax: Int = 10) -> (AsyncStream<StreamMessage>, SubscriberList.Continuation) {
    let (stream, continuation) = AsyncStream.makeStream(of: StreamMessage.self, bufferingPolicy: .bufferingOldest(bufferMax))
    list.withLock { $0.add(continuation, filters: filters) }
    return (stream, continuation)
  }

  /// A task that is cancelled holds its own lock meanwhile, which whoever sends to it needs beneath the list's.
  @Test("going away does not wait for who holds the list")
  func leaving() {
    let (stream, continuation) = listener()
    list.withLock { list in
      #expect(list.count() == 1)
      continuation.finish()
      #expect(list.count() == 0)
    }
    withExtendedLifetime(stream) {}
  }

  @Test("a stream that nobody holds any more is forgotten, the others go on")
  func dropped() async {
    let (stream, continuation) = listener()
    _ = listener()
    #expect(list.withLock { $0.count() } == 1)
    #expect(list.withLock { $0.send(message(1)) }.isEmpty)
    continuation.finish()
    var sequences: [Int64] = []
    for await message in stream { sequences.append(message.sequence) }
    #expect(sequences == [1])
  }

  @Test("each gets what its filters match, and whose buffer is full is handed back, once")
  func full() throws {
    let (other, _) = listener([try #require(SubjectFilter("b"))])
    let (stream, _) = listener(bufferMax: 1)
    #expect(list.withLock { $0.send(message(1)) }.isEmpty)
    #expect(list.withLock { $0.send(message(2)) }.count == 1)
    #expect(list.withLock { $0.send(message(3)) }.isEmpty)
    #expect(list.withLock { $0.count() } == 1)
    withExtendedLifetime((other, stream)) {}
  }
}
