import ForumKernel
import StreamTail
import Support
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

  private struct Listener {
    let stream: AsyncStream<StreamMessage>
    let continuation: SubscriberList.Continuation
    let filters: [SubjectFilter]
    var isGone = false
    var expected: [Int64] = []
  }

  @Test("among many who come and go, each gets once what one of its filters matches, and nothing else", arguments: 1...5)
  func manyFilters(seed: UInt64) async throws {
    var random = SeededRandom(seed: seed)
    func words(_ count: ClosedRange<Int>, of words: [String]) -> [String] {
      (0..<Int.random(in: count, using: &random)).compactMap { _ in words.randomElement(using: &random) }
    }
    var listeners: [Listener] = []
    for sequence in 1...400 as ClosedRange<Int64> {
      if sequence % 4 == 1 {
        let filters = (0..<Int.random(in: 0...3, using: &random)).compactMap { _ in
          SubjectFilter((words(1...3, of: ["a", "b", "c", "*"]) + words(0...1, of: [">"])).joined(separator: "."))
        }
        let (stream, continuation) = listener(filters, bufferMax: 1000)
        listeners.append(Listener(stream: stream, continuation: continuation, filters: filters))
      }
      if sequence % 9 == 0, let leaver = listeners.indices.randomElement(using: &random) {
        listeners[leaver].continuation.finish()
        listeners[leaver].isGone = true
      }
      let subject = words(1...4, of: ["a", "b", "c"]).joined(separator: ".")
      for index in listeners.indices where !listeners[index].isGone && listeners[index].filters.match(subject) {
        listeners[index].expected.append(sequence)
      }
      #expect(list.withLock { $0.send(message(sequence, subject)) }.isEmpty)
    }
    for listener in listeners {
      listener.continuation.finish()
      var got: [Int64] = []
      for await message in listener.stream { got.append(message.sequence) }
      #expect(got == listener.expected)
    }
    #expect(list.withLock { $0.count() } == 0)
  }
}
