/// Requests that were sent together and share a deadline; each has its answer at its place.
final class RequestBatch {
  struct Outcome: Sendable {
    /// nil where no answer came.
    let answers: [NATSMessage?]
    /// Why some are missing; nil when none is.
    let failure: NATSError?
  }

  fileprivate var answers: [NATSMessage?]
  fileprivate var missing: Int
  private var continuation: CheckedContinuation<Outcome, Never>?

  init(_ count: Int, _ continuation: CheckedContinuation<Outcome, Never>) {
    answers = Array(repeating: nil, count: count)
    missing = count
    self.continuation = continuation
  }

  var isOver: Bool { continuation == nil }

  /// Tells the caller, once.
  func end(_ failure: NATSError?) {
    continuation?.resume(returning: Outcome(answers: answers, failure: failure))
    continuation = nil
  }
}

/// Who awaits which answer on a connection: the last part of the inbox is the request's number.
struct RequestTable {
  private let countMax: Int
  private var waiting: [Int: (batch: RequestBatch, place: Int)] = [:]
  private var nextNumber = 0

  init(countMax: Int) { self.countMax = countMax }

  /// The numbers for `count` requests; nil when too many wait.
  mutating func admit(_ batch: RequestBatch, count: Int) -> Range<Int>? {
    guard waiting.count + count <= countMax else { return nil }
    let numbers = nextNumber..<nextNumber + count
    nextNumber += count
    for number in numbers { waiting[number] = (batch, number - numbers.lowerBound) }
    return numbers
  }

  /// Takes in an answer; one that nobody awaits any more is dropped.
  mutating func accept(_ message: NATSMessage, number: Int) {
    guard let (batch, place) = waiting.removeValue(forKey: number) else { return }
    batch.answers[place] = message
    batch.missing -= 1
    if batch.missing == 0 { batch.end(nil) }
  }

  /// Lets go whoever still waits for one of these.
  mutating func expire(_ numbers: Range<Int>, _ error: NATSError) {
    for number in numbers { waiting.removeValue(forKey: number)?.batch.end(error) }
  }

  mutating func failAll(_ error: NATSError) {
    let batches = waiting.values.map(\.batch)
    waiting.removeAll()
    for batch in batches { batch.end(error) }
  }
}
