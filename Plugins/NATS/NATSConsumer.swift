import ForumKernel
import Foundation

/// A durable consumer on the server, shared by all nodes.
///
/// An answer is confirmed by the server. How often a message may be delivered is counted here: JetStream would let it lie, the port wants a dead letter.
struct NATSConsumer: StreamConsumer {
  private let settings: ConsumerSettings
  private let client: NATSClient
  private let names: StreamNames
  private let api: JetStreamAPI
  private let box: DeadLetterBox

  static func differs(_ name: String) -> AppError {
    AppError(.conflict, "consumer_differs", "The consumer \(name) exists with another start or other filters.")
  }

  /// Opens the consumer or makes it, and brings its numbers in line. Throws `api` (10148) when its start or filters are others.
  static func open(_ settings: ConsumerSettings, client: NATSClient, names: StreamNames) async throws(NATSError) -> NATSConsumer {
    let api = JetStreamAPI(client: client)
    do throws(NATSError) {
      let report = try await api.call("CONSUMER.INFO.\(names.stream).\(settings.name)", as: ConsumerReport.self)
      guard report.config.description == settings.fixedText else { throw NATSError.api(code: NATSError.Code.consumerExists, "") }
    } catch let error where error.apiCode == NATSError.Code.consumerNotFound {
      // It is made below.
    }
    let severalFilters = try await client.connection().info.isAtLeast(ServerInfo.severalFilters)
    let config = ConsumerDescription.durable(settings, names, severalFilters: severalFilters)
    _ = try await api.call(
      "CONSUMER.DURABLE.CREATE.\(names.stream).\(settings.name)", ConsumerRequest(streamName: names.stream, config: config), as: ConsumerReport.self)
    return NATSConsumer(settings: settings, client: client, names: names, api: api, box: DeadLetterBox(api: api, names: names))
  }

  func fetch(_ batch: Int, expires: Duration) async throws -> [Delivery] {
    let deadline = ContinuousClock.now + expires
    let batch = min(batch, settings.maxAckPending)
    let fetcher = Fetcher(client: client, names: names, consumer: settings.name)
    var request = FetchRequest.now(batch)
    var wait = client.limits.requestTimeout
    while true {
      try Task.checkCancellation()
      do throws(NATSError) {
        var deliveries = try await sorted(try await fetcher.deliveries(request, wait: wait))
        if !deliveries.isEmpty {
          // What came together with the one that was waited for.
          if !request.noWait, batch > 1 {
            deliveries += try await sorted(try await fetcher.deliveries(.now(batch - 1), wait: client.limits.requestTimeout))
          }
          return deliveries
        }
      } catch {
        throw AppError(error)
      }
      let left = deadline - .now
      guard left > .zero else { return [] }
      // Asked for one alone, so that nothing is on its way when its time is over.
      request = .next(within: min(left, Self.longestWait))
      wait = min(left, Self.longestWait) + client.limits.requestTimeout
    }
  }

  /// After this a waiting fetch asks again: the server may have forgotten it.
  private static let longestWait = Duration.seconds(10)

  func acknowledge(_ delivery: Delivery) async throws { try await answer(delivery, "+ACK") }

  func retry(_ delivery: Delivery, after delay: Duration) async throws {
    guard delay > .zero else { return try await answer(delivery, "-NAK") }
    try await answer(delivery, #"-NAK {"delay": \#((delay - surplus(of: delivery.attempt)).wholeNanoseconds)}"#)
  }

  /// What a server adds to the delay of a retry where there is a back-off list: the delivery's own wait instead of the first one. May be negative.
  private func surplus(of attempt: Int) -> Duration {
    guard let first = settings.backOff.first, let last = settings.backOff.last else { return .zero }
    return (attempt <= settings.backOff.count ? settings.backOff[max(0, attempt - 1)] : last) - first
  }

  func extend(_ delivery: Delivery) async throws { try await answer(delivery, "+WPI") }

  /// Kept first, then ended: a crash between makes the message come again, and be kept again in the same place.
  func deadLetter(_ delivery: Delivery, reason: String) async throws {
    do throws(NATSError) { try await bury(delivery, reason: reason) } catch { throw AppError(error) }
  }

  func status() async throws -> ConsumerStatus {
    do throws(NATSError) {
      let stream = try await api.call("STREAM.INFO.\(names.stream)", as: StreamReport.self)
      let report = try await api.call("CONSUMER.INFO.\(names.stream).\(settings.name)", as: ConsumerReport.self)
      // JetStream's floor stays at the last message that matched; with nothing pending all that the stream had is answered.
      let isIdle = report.numAckPending == 0
      let floor = !isIdle ? report.ackFloor.streamSeq : report.numPending == 0 ? stream.state.lastSeq : report.delivered.streamSeq
      return ConsumerStatus(
        ackFloor: max(floor, report.ackFloor.streamSeq), ackPending: report.numAckPending, deadLetters: try await box.count(of: settings.name))
    } catch {
      throw AppError(error)
    }
  }

  /// The deliveries that are for the caller; the others are answered: those no filter matches (before 2.10 a server takes one filter only), and those
  /// that were delivered as often as allowed.
  private func sorted(_ found: [Fetched]) async throws(NATSError) -> [Delivery] {
    var deliveries: [Delivery] = []
    for fetched in found {
      guard let (message, ack) = names.message(fetched.delivered), let receipt = fetched.delivered.reply else { continue }
      let delivery = Delivery(message: message, attempt: ack.attempt, receipt: receipt)
      if !settings.filters.isEmpty, !settings.filters.contains(where: { $0.matches(message.subject) }) {
        try await confirm("+ACK", to: receipt)
      } else if let most = settings.maxDeliver, ack.attempt > most {
        try await bury(Delivery(message: message, attempt: most, receipt: receipt), reason: "delivered \(most) times without an answer")
      } else {
        deliveries.append(delivery)
      }
    }
    return deliveries
  }

  private func bury(_ delivery: Delivery, reason: String) async throws(NATSError) {
    try await box.put(delivery, of: settings.name, reason: reason)
    try await confirm("+TERM", to: delivery.receipt)
  }

  private func answer(_ delivery: Delivery, _ words: String) async throws {
    do throws(NATSError) { try await confirm(words, to: delivery.receipt) } catch { throw AppError(error) }
  }

  /// Sends an answer; it counts when this returns.
  private func confirm(_ words: String, to receipt: String) async throws(NATSError) {
    guard AckSubject(receipt) != nil else { throw .badSubject }
    _ = try await client.request(NATSOutgoing(subject: receipt, payload: Array(words.utf8)))
  }
}
