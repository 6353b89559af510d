extension EventStream {
  /// Every message after `position` that matches one of `filters` (none: all): first those that are there, then live, in order, each once, without
  /// end. When the reader is slower than the stream and the live buffer of `bufferMax` overflows, the sequence goes back to reading: nothing is lost.
  ///
  /// nil starts at the stream's end. Iterating throws `notFound` (`position_gone`) when messages after the position have been removed or the position
  /// is of another epoch: the reader must then start over from the current state. It ends when the task is cancelled.
  public func follow(after position: StreamPosition?, matching filters: [SubjectFilter], bufferMax: Int) -> StreamFollower {
    StreamFollower(stream: self, position: position, filters: filters, bufferMax: bufferMax)
  }
}

/// The messages of `EventStream.follow`.
public struct StreamFollower: AsyncSequence, Sendable {
  /// Messages of one read while catching up.
  private static let pageSize = 256

  let stream: any EventStream
  let position: StreamPosition?
  let filters: [SubjectFilter]
  let bufferMax: Int

  public func makeAsyncIterator() -> Iterator { Iterator(follower: self) }

  public struct Iterator: AsyncIteratorProtocol {
    private let follower: StreamFollower
    /// Everything up to here was looked at; `page` holds what of it is not handed out yet. nil until the first subscription says where the end is.
    private var position: StreamPosition?
    private var page: ArraySlice<StreamMessage> = []
    /// The subscription, made before reading, so that what is published meanwhile waits in its buffer.
    private var live: (startsAfter: Int64, messages: AsyncStream<StreamMessage>.Iterator)?

    init(follower: StreamFollower) {
      self.follower = follower
      position = follower.position
    }

    /// The next message, waiting for it; nil when the task was cancelled.
    public mutating func next() async throws -> StreamMessage? {
      while true {
        if let message = page.popFirst() { return message }
        let position = try await subscribed()
        if let startsAfter = live?.startsAfter, position.sequence < startsAfter {
          let batch = try await follower.stream.read(after: position.sequence, matching: follower.filters, limit: StreamFollower.pageSize)
          page = batch.messages[...]
          let isDry = batch.messages.isEmpty && batch.scannedThrough <= position.sequence
          self.position = StreamPosition(epoch: position.epoch, sequence: isDry ? startsAfter : batch.scannedThrough)
        } else if let message = await live?.messages.next() {
          guard message.sequence > position.sequence else { continue }
          self.position = StreamPosition(epoch: position.epoch, sequence: message.sequence)
          return message
        } else {
          live = nil
          if Task.isCancelled { return nil }
        }
      }
    }

    /// Subscribes if that is needed; the position from where to go on.
    private mutating func subscribed() async throws -> StreamPosition {
      if live != nil, let position { return position }
      let subscription = try await follower.stream.subscribe(matching: follower.filters, bufferMax: follower.bufferMax)
      let position = position ?? subscription.startsAfter
      guard position.epoch == subscription.startsAfter.epoch else {
        throw AppError(.notFound, "position_gone", "The stream's history was replaced. Start over.")
      }
      live = (subscription.startsAfter.sequence, subscription.messages.makeAsyncIterator())
      self.position = position
      return position
    }
  }
}
