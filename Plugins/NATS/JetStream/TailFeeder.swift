import ForumKernel
import Logging
import NIOCore
import Synchronization

/// Keeps the live tail fed: one ordered consumer at a time, a new one when it breaks, falls silent or skips.
struct TailFeeder: Sendable {
  /// What one consumer has sent.
  private final class Progress: Sendable {
    /// The consumer's own number of the next message, and when anything came.
    let state = Mutex((next: Int64(1), heard: NIODeadline.now()))
  }

  private static let pauses = Duration.milliseconds(20)...Duration.milliseconds(1000)
  private static let logger = Logger(label: "stream.nats")

  let client: NATSClient
  let keeper: StreamKeeper
  let names: StreamNames
  let tail: LiveTail

  /// Until the task is cancelled.
  func run() async {
    var pause = Self.pauses.lowerBound
    while !Task.isCancelled {
      do throws(NATSError) {
        try await feed { pause = Self.pauses.lowerBound }
      } catch .closed {
        return
      } catch {
        if pause == Self.pauses.lowerBound { Self.logger.notice("The live feed of the stream begins anew.", metadata: ["reason": "\(error)"]) }
        try? await Task.sleep(for: pause)
        pause = min(pause * 2, Self.pauses.upperBound)
      }
    }
  }

  /// Feeds until something is wrong, which it throws.
  private func feed(onBegin: () -> Void) async throws(NATSError) {
    let connection = try await client.connection()
    let report = try await keeper.found()
    let (feed, after) = tail.beginFeed(report.info)
    let inbox = "_INBOX.\(NATSSubject.random())"
    let (ends, end) = AsyncStream.makeStream(of: NATSError.self, bufferingPolicy: .bufferingOldest(1))
    let progress = Progress()
    let subscription = try await connection.subscribe(inbox) { event in
      switch event {
      case .ended(let error): end.yield(error)
      case .message(let message):
        if let error = accept(message, feed, progress, connection) { end.yield(error) }
      }
    }
    defer { connection.unsubscribe(subscription) }
    let config = ConsumerDescription.ordered(after: after, to: inbox, heartbeat: client.limits.heartbeat)
    _ = try await keeper.api.call(
      "CONSUMER.CREATE.\(names.stream)", ConsumerRequest(streamName: names.stream, config: config), as: ConsumerReport.self)
    onBegin()
    let patience = client.limits.heartbeat * 3
    let watch = Task {
      while (try? await Task.sleep(for: client.limits.heartbeat)) != nil {
        if progress.state.withLock({ $0.heard }) + TimeAmount(patience) < .now() { end.yield(.timedOut) }
      }
    }
    defer { watch.cancel() }
    for await error in ends { throw error }
  }

  /// What is wrong with the feed after this message; nil when nothing is.
  private func accept(_ delivered: NATSMessage, _ feed: Int, _ progress: Progress, _ connection: NATSConnection) -> NATSError? {
    let next = progress.state.withLock { state in
      state.heard = .now()
      return state.next
    }
    if let status = delivered.status {
      guard status == 100 else { return .refused("\(status) \(delivered.headers?.text ?? "")") }
      // The server waits for an answer when it has sent much; in a heartbeat it says where to.
      if let stalled = delivered.reply ?? delivered.headers?["Nats-Consumer-Stalled"] {
        connection.publish(NATSOutgoing(subject: stalled, payload: []))
      }
      if let last = delivered.headers?["Nats-Last-Consumer"].flatMap({ Int64($0) }), last >= next { return .lost }
      return nil
    }
    guard let (message, ack) = names.message(delivered) else { return .malformed("a message that is none of the stream") }
    guard ack.consumerSequence == next else { return .lost }
    progress.state.withLock { $0.next += 1 }
    tail.append(message, feed: feed)
    return nil
  }
}
