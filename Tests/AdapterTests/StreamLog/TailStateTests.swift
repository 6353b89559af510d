import ForumKernel
import Testing

@testable import StreamTail

@Suite("The tail of the stream log")
struct TailStateTests {
  private func message(_ sequence: Int64, bytes: Int = 0) -> StreamMessage {
    StreamMessage(
      sequence: sequence, subject: "a", messageID: nil, time: Timestamp(milliseconds: 0), payload: [UInt8](repeating: 0, count: bytes))
  }

  private func tail(_ range: ClosedRange<Int64>, messagesMax: Int = 10, bytesMax: Int = 1 << 20) -> TailState {
    var tail = TailState(messagesMax: messagesMax, bytesMax: bytesMax)
    tail.begin(with: [], last: range.lowerBound - 1)
    for sequence in range { expect(tail.append(message(sequence))) }
    return tail
  }

  @Test("it keeps the newest messages and says when it does not reach back")
  func window() {
    let tail = tail(1...25)
    #expect(tail.last == 25)
    #expect(tail.page(after: 14, limit: 5) == nil)
    #expect(tail.page(after: 15, limit: 3)?.map(\.sequence) == [16, 17, 18])
    #expect(tail.page(after: 23, limit: 100)?.map(\.sequence) == [24, 25])
    #expect(tail.page(after: 25, limit: 100)?.isEmpty == true)
    #expect(tail.page(after: 99, limit: 100)?.isEmpty == true)
  }

  @Test("large messages push out more")
  func bytes() {
    var tail = tail(1...8, bytesMax: 3000)
    expect(tail.append(message(9, bytes: 2000)))
    #expect(tail.page(after: 0, limit: 1) == nil)
    #expect(tail.page(after: 8, limit: 1)?.count == 1)
    expect(tail.append(message(10, bytes: 5000)))
    #expect(tail.page(after: 9, limit: 1) == nil)
    expect(tail.append(message(11)))
    #expect(tail.page(after: 10, limit: 1)?.count == 1)
  }

  @Test("after a gap, ahead or back, it begins anew and holds nothing else")
  func gap() {
    var tail = tail(1...5)
    expect(!tail.append(message(8)))
    #expect(tail.page(after: 5, limit: 10) == nil)
    #expect(tail.page(after: 7, limit: 10)?.map(\.sequence) == [8])
    expect(!tail.append(message(3)))
    #expect(tail.last == 3)
    #expect(tail.page(after: 2, limit: 10)?.map(\.sequence) == [3])
  }

  @Test("at the start it takes what is in the archive, below what came meanwhile")
  func begin() {
    var tail = TailState(messagesMax: 10, bytesMax: 1 << 20)
    expect(!tail.append(message(21)))
    tail.begin(with: (1...21).map { message($0) }, last: 21)
    #expect(tail.last == 21)
    #expect(tail.page(after: 11, limit: 100)?.map(\.sequence) == Array(12...21))
    #expect(tail.page(after: 10, limit: 100) == nil)
  }
}

/// `#expect` does not take calls that change a value.
private func expect(_ isAsExpected: Bool, sourceLocation: SourceLocation = #_sourceLocation) {
  #expect(isAsExpected, sourceLocation: sourceLocation)
}
