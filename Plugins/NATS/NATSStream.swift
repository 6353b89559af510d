public import ForumKernel
import Logging
import StreamTail
import Synchronization

/// The event stream over a NATS server or cluster with JetStream, 2.9 or newer. The newest messages are kept in memory by one live feed, which serves
/// subscriptions and readers that keep up; older ones are read from the server. Durable consumers and dead letters live on the server.
///
/// Sequences are JetStream's. The epoch is the time at which the stream was made. Throws `unavailable`, with a second to wait: `stream_unavailable`
/// (not reachable, too slow, too many calls), `stream_jetstream_off`, `stream_unauthenticated`, `stream_full`, `stream_refused`; `stream_closed` after
/// `close`. A call ends at its deadline, and at once while the server is known to be unreachable.
public final class NATSStream: EventStream {
  /// Messages that are asked for at once.
  private static let pageSize: Int64 = 256
  /// Pages that one call looks through, so that a filter that matches nothing does not read the whole history in one call.
  private static let pagesMax = 16
  private static let logger = Logger(label: "stream.nats")

  /// Requests between nodes go over the same connection.
  public let client: NATSClient
  private let api: JetStreamAPI
  private let keeper: StreamKeeper
  private let names: StreamNames
  private let limits: NATSStreamLimits
  private let tail: LiveTail
  private let feeding: Mutex<Task<Void, Never>?>

  /// Connects and makes the stream, or brings it in line with `limits`. A server that can't be reached is no error: the forum runs, and its events
  /// wait for it. One that refuses is: `invalid` (`nats_refused`).
  public static func open(
    _ target: NATSTarget, stream limits: NATSStreamLimits = NATSStreamLimits(), limits client: NATSLimits = NATSLimits()
  ) async throws(AppError) -> NATSStream {
    guard NATSSubject.isName(limits.name) else {
      throw AppError(.invalid, "nats_stream_name", "A stream's name has letters, digits, - and _ alone.")
    }
    let stream = NATSStream(NATSClient(target, limits: client), limits)
    do throws(NATSError) {
      _ = try await stream.keeper.ensured()
    } catch let error where error.isRefusal {
      await stream.close()
      throw AppError(.invalid, "nats_refused", "NATS at \(target.addresses[0]) can't be the event stream: \(AppError(error).message) (\(error))")
    } catch {
      logger.warning("The event stream can't be reached yet; events wait in the outbox.", metadata: ["error": "\(error)"])
    }
    stream.begin()
    return stream
  }

  private init(_ client: NATSClient, _ limits: NATSStreamLimits) {
    self.client = client
    self.limits = limits
    api = JetStreamAPI(client: client)
    keeper = StreamKeeper(api: api, limits: limits)
    names = StreamNames(stream: limits.name)
    tail = LiveTail(limits)
    feeding = Mutex(nil)
  }

  private func begin() {
    let feeder = TailFeeder(client: client, keeper: keeper, names: names, tail: tail)
    feeding.withLock { $0 = Task { await feeder.run() } }
  }

  /// Ends all subscriptions and the connection.
  public func close() async {
    let task = feeding.withLock { $0 }
    task?.cancel()
    client.close()
    tail.close()
    await task?.value
  }

  public func info() async throws -> StreamInfo {
    let info = try await report().info
    tail.expect(info.last, epoch: info.epoch)
    return info
  }

  public func publish(subject: String, messageID: String?, payload: [UInt8]) async throws -> StreamPosition {
    let outcome = try await send([OutgoingMessage(subject: subject, messageID: messageID, payload: payload)])
    if let failure = outcome.failure { throw AppError(failure) }
    if let epoch = tail.end?.epoch { return StreamPosition(epoch: epoch, sequence: outcome.last) }
    return StreamPosition(epoch: try await report().info.epoch, sequence: outcome.last)
  }

  /// All on their way at once; each is answered when it is stored.
  public func publish(_ messages: [OutgoingMessage]) async -> PublishOutcome {
    do {
      let outcome = try await send(messages)
      return PublishOutcome(stored: outcome.stored, failure: outcome.failure.map { AppError($0) })
    } catch {
      return PublishOutcome(stored: 0, failure: error)
    }
  }

  public func read(after sequence: Int64, matching filters: [SubjectFilter], limit: Int) async throws -> StreamBatch {
    var messages: [StreamMessage] = []
    var scanned = sequence
    for _ in 0..<Self.pagesMax {
      let (page, through) = try await page(after: scanned)
      for message in page where messages.count < limit {
        scanned = message.sequence
        if filters.match(message.subject) { messages.append(message) }
      }
      guard messages.count < limit, through > scanned || !page.isEmpty else { break }
      scanned = max(scanned, through)
    }
    return StreamBatch(messages: messages, scannedThrough: scanned)
  }

  public func subscribe(matching filters: [SubjectFilter], bufferMax: Int) async throws -> StreamSubscription {
    guard await tail.caughtUp(client.limits.requestTimeout) else { throw AppError(NATSError.timedOut) }
    let (messages, continuation) = AsyncStream.makeStream(of: StreamMessage.self, bufferingPolicy: .bufferingOldest(max(1, bufferMax)))
    return StreamSubscription(startsAfter: try tail.subscribe(continuation, filters: filters), messages: messages)
  }

  public func consumer(_ settings: ConsumerSettings) async throws -> any StreamConsumer {
    guard NATSSubject.isName(settings.name) else {
      throw AppError(.invalid, "consumer_name", "A consumer's name has letters, digits, - and _ alone.")
    }
    do throws(NATSError) {
      return try await NATSConsumer.open(settings, client: client, names: names)
    } catch {
      if error.apiCode == NATSError.Code.consumerExists { throw NATSConsumer.differs(settings.name) }
      throw AppError(error)
    }
  }

  private func report() async throws -> StreamReport {
    do throws(NATSError) { return try await keeper.found() } catch { throw AppError(error) }
  }

  private func send(_ messages: [OutgoingMessage]) async throws -> (stored: Int, last: Int64, failure: NATSError?) {
    do throws(NATSError) {
      let outcome = try await Publisher(client: client, names: names).publish(messages)
      tail.expect(outcome.last, epoch: nil)
      return outcome
    } catch {
      throw AppError(error)
    }
  }

  /// Messages after `sequence`, and up to where there are no others. Throws `notFound` (`position_gone`).
  private func page(after sequence: Int64) async throws -> (messages: [StreamMessage], through: Int64) {
    _ = await tail.caughtUp(client.limits.requestTimeout)
    if let page = tail.page(after: sequence, limit: Int(Self.pageSize)) { return (page, page.last?.sequence ?? sequence) }
    let info = try await info()
    // A position after the end is of a history that was replaced.
    guard info.first <= sequence + 1, sequence <= info.last else {
      throw AppError(.notFound, "position_gone", "Messages after this position have been removed. Start over.")
    }
    guard sequence < info.last else { return ([], sequence) }
    let through = min(sequence + Self.pageSize, info.last)
    do throws(NATSError) {
      return (try await PastReader(api: api, names: names).messages(sequence + 1...through), through)
    } catch {
      throw AppError(error)
    }
  }
}
