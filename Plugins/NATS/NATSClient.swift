import Foundation
import NIOCore

/// A client of NATS' core: requests with answers, and handlers of requests. The stream is made of its requests; commands between nodes may use it too.
public final class NATSClient: Sendable {
  let limits: NATSLimits
  private let link: NATSLink

  /// Connects when it is first used.
  public init(_ target: NATSTarget, limits: NATSLimits = NATSLimits()) {
    self.limits = limits
    link = NATSLink(target, limits)
  }

  deinit { link.close() }

  /// Ends the connection; later calls throw `closed`.
  public func close() { link.close() }

  /// Sends `payload` and returns the answer, after `timeout` (nil: the client's) at the latest. Throws `noResponders` at once when nobody listens.
  public func request(_ subject: String, _ payload: [UInt8], timeout: Duration? = nil) async throws(NATSError) -> NATSMessage {
    guard NATSSubject.canBePublished(subject) else { throw .badSubject }
    return try await request(NATSOutgoing(subject: subject, payload: payload), timeout: timeout)
  }

  /// The same in JSON. Throws `malformed` when the answer is none of `Answer`.
  public func request<Answer: Decodable>(
    _ subject: String, _ question: some Encodable, as answer: Answer.Type, timeout: Duration? = nil
  ) async throws(NATSError) -> Answer {
    let message = try await request(subject, try Self.encode(question), timeout: timeout)
    do { return try JSONDecoder().decode(answer, from: Data(message.payload)) } catch { throw .malformed("\(error)") }
  }

  /// Answers requests to `subject` until the task is cancelled or the connection breaks; of those who share a `group` one gets each. A request that
  /// `handle` throws for stays without an answer.
  public func serve(
    _ subject: String, group: String, bufferMax: Int, _ handle: @escaping @Sendable (NATSMessage) async throws -> [UInt8]
  ) async throws(NATSError) {
    let connection = try await connection()
    let (messages, continuation) = AsyncStream.makeStream(of: NATSMessage.self, bufferingPolicy: .bufferingOldest(bufferMax))
    let id = try await connection.subscribe(subject, queue: group) { event in
      switch event {
      case .message(let message): continuation.yield(message)
      case .ended: continuation.finish()
      }
    }
    defer { connection.unsubscribe(id) }
    for await message in messages {
      guard let reply = message.reply, let answer = try? await handle(message) else { continue }
      connection.publish(NATSOutgoing(subject: reply, payload: answer))
    }
    if !Task.isCancelled { throw .lost }
  }

  /// An open connection, within the time of a request.
  func connection() async throws(NATSError) -> NATSConnection { try await link.connection(deadline: deadline(nil)) }

  func request(_ message: NATSOutgoing, timeout: Duration? = nil) async throws(NATSError) -> NATSMessage {
    let outcome = try await requests([message], timeout: timeout)
    guard let answer = outcome.answers[0] else { throw outcome.failure ?? .lost }
    if answer.status == 503 { throw .noResponders }
    return answer
  }

  /// Sends many together; throws only when there is no connection to send them on.
  func requests(_ messages: [NATSOutgoing], timeout: Duration? = nil) async throws(NATSError) -> RequestBatch.Outcome {
    let deadline = deadline(timeout)
    return try await link.connection(deadline: deadline).requests(messages, deadline: deadline)
  }

  static func encode(_ question: some Encodable) throws(NATSError) -> [UInt8] {
    do { return Array(try JSONEncoder().encode(question)) } catch { throw .malformed("\(error)") }
  }

  private func deadline(_ timeout: Duration?) -> NIODeadline { .now() + TimeAmount(timeout ?? limits.requestTimeout) }
}
