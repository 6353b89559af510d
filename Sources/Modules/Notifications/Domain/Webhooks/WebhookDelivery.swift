public import ForumKernel

public enum WebhookDeliveryTag {}
public typealias WebhookDeliveryID = ID<WebhookDeliveryTag>

/// One event for one webhook. It is sent at least once: under the same `webhook-id`, the event's, each time.
public struct WebhookDelivery: Sendable, Equatable {
  public enum State: String, Sendable, CaseIterable {
    /// It waits, or is on its way.
    case pending
    case delivered
    /// It was tried as often as it is worth.
    case failed
    /// Too many waited; it was the oldest.
    case dropped
  }

  public let id: WebhookDeliveryID
  public let webhook: WebhookID
  /// What `webhook-id` says.
  public let event: RawID
  public let type: String
  /// The body as it is sent.
  public let payload: String
  public internal(set) var state: State
  /// Tries since it was queued, or sent again by hand.
  public internal(set) var tries: Int64
  /// When it is tried next; nil unless it waits.
  public internal(set) var dueAt: Timestamp?
  /// The last answer's status; nil before there was one.
  public internal(set) var status: Int64?
  public let createdAt: Timestamp
  public internal(set) var endedAt: Timestamp?

  public init(
    id: WebhookDeliveryID, webhook: WebhookID, event: RawID, type: String, payload: String, state: State, tries: Int64, dueAt: Timestamp?,
    status: Int64?, createdAt: Timestamp, endedAt: Timestamp?
  ) {
    self.id = id
    self.webhook = webhook
    self.event = event
    self.type = type
    self.payload = payload
    self.state = state
    self.tries = tries
    self.dueAt = dueAt
    self.status = status
    self.createdAt = createdAt
    self.endedAt = endedAt
  }

  /// A new one, to be sent at once.
  init(_ id: WebhookDeliveryID, to webhook: WebhookID, event: RawID, type: String, payload: String, now: Timestamp) {
    self.init(
      id: id, webhook: webhook, event: event, type: type, payload: payload, state: .pending, tries: 0, dueAt: now, status: nil, createdAt: now,
      endedAt: nil)
  }

  /// Begins anew, whatever came of it.
  mutating func restart(now: Timestamp) { (state, tries, dueAt, endedAt) = (.pending, 0, now, nil) }

  /// What comes of a try. `chance` is from 0 to 1.
  mutating func settle(_ result: WebhookResult, now: Timestamp, chance: Double) {
    tries += 1
    status = result.status.map(Int64.init)
    if result.isSuccess {
      (state, dueAt, endedAt) = (.delivered, nil, now)
    } else if let wait = RetrySchedule.waitMilliseconds(after: tries, asked: result.retryAfterSeconds, chance: chance) {
      dueAt = Timestamp(milliseconds: now.milliseconds + wait)
    } else {
      (state, dueAt, endedAt) = (.failed, nil, now)
    }
  }
}

/// One try.
public struct DeliveryAttempt: Sendable, Equatable {
  /// From 1, over all rounds.
  public let number: Int64
  public let beganAt: Timestamp
  public let milliseconds: Int64
  public let status: Int64?
  public let problem: WebhookResult.Problem?
  /// The beginning of what the receiver said.
  public let answer: String?

  public init(number: Int64, beganAt: Timestamp, milliseconds: Int64, status: Int64?, problem: WebhookResult.Problem?, answer: String?) {
    self.number = number
    self.beganAt = beganAt
    self.milliseconds = milliseconds
    self.status = status
    self.problem = problem
    self.answer = answer
  }
}

/// What a receiver said to a try, or what kept it from saying anything.
public struct WebhookResult: Sendable, Equatable {
  /// In few words: more would tell a tenant about the network that the forum is in.
  public enum Problem: String, Sendable, CaseIterable {
    /// The name has no address, or one that webhooks do not ask.
    case noPublicAddress = "no_public_address"
    /// There was no connection, or it broke.
    case unreachable
    /// The certificate is none for this name, or none that is trusted.
    case tls = "tls_failed"
    case timedOut = "timed_out"
    /// What came was no HTTP.
    case malformed = "malformed_answer"
    /// A secret could not be read, or the address is not allowed any more.
    case refused
  }

  public let status: Int?
  public let problem: Problem?
  /// What `Retry-After` asked for.
  public let retryAfterSeconds: Int64?
  public let answer: String?

  /// An answer.
  public init(status: Int, retryAfterSeconds: Int64? = nil, answer: String = "") {
    self.status = status
    problem = nil
    self.retryAfterSeconds = retryAfterSeconds
    self.answer = answer
  }

  public init(problem: Problem) {
    status = nil
    self.problem = problem
    retryAfterSeconds = nil
    answer = nil
  }

  /// Another place to ask is none: 3xx is a failure.
  public var isSuccess: Bool { status.map { (200..<300).contains($0) } ?? false }
  /// The receiver wants nothing more.
  public var isGone: Bool { status == 410 }

  /// For metrics.
  public var outcome: String { isSuccess ? "delivered" : problem?.rawValue ?? "status_\((status ?? 0) / 100)xx" }
}

/// When a delivery is tried: 0 s, 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h, each after the one before.
enum RetrySchedule {
  private static let waitSeconds: [Int64] = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]
  /// A tenth more, so that what failed together does not come together again.
  private static let spread = 0.1

  static var triesMax: Int64 { Int64(waitSeconds.count) + 1 }

  /// nil after the last try. `asked`: what the receiver asked for, which counts where it is longer.
  static func waitMilliseconds(after tries: Int64, asked: Int64?, chance: Double) -> Int64? {
    guard (1...Int64(waitSeconds.count)).contains(tries) else { return nil }
    let wait = waitSeconds[Int(tries) - 1] * 1000
    let spreadWait = wait + Int64(Double(wait) * spread * chance)
    return max(spreadWait, min(asked ?? 0, WebhookLimits.retryAfterSecondsMax) * 1000)
  }
}
