import ForumKernel

/// Where a delivery is answered, which also tells what it is:
/// `$JS.ACK.<stream>.<consumer>.<attempt>.<stream sequence>.<consumer sequence>.<nanoseconds>.<pending>`, newer servers with domain and account before
/// the stream and a random part at the end.
struct AckSubject: Equatable {
  let attempt: Int
  let sequence: Int64
  let consumerSequence: Int64
  let time: Timestamp
  /// Matching messages that were not delivered yet.
  let pending: Int64

  init?(_ subject: String) {
    let parts = subject.split(separator: ".", omittingEmptySubsequences: false)
    let first = parts.count == 9 ? 4 : parts.count >= 11 ? 6 : 0
    guard first > 0, parts[0] == "$JS", parts[1] == "ACK", let attempt = Int(parts[first]), let sequence = Int64(parts[first + 1]),
      let consumerSequence = Int64(parts[first + 2]), let nanoseconds = Int64(parts[first + 3]), let pending = Int64(parts[first + 4])
    else { return nil }
    self.attempt = attempt
    self.sequence = sequence
    self.consumerSequence = consumerSequence
    time = Timestamp(milliseconds: nanoseconds / 1_000_000)
    self.pending = pending
  }
}
