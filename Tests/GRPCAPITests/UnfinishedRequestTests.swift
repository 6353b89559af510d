import NIOCore
import Support
import Testing

@testable import GRPCAPI

@Suite("Requests that are not whole")
struct UnfinishedRequestTests {
  @Test("however a stream of messages is cut, what is kept is the part of the last one that has come", arguments: 1...10)
  func framing(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let messages = (0..<Int.random(in: 1...8, using: &random)).map { _ in Int.random(in: 0...300, using: &random) }
    let bytes = messages.flatMap { length in [0, 0, 0, UInt8(length >> 8), UInt8(length & 255)] + [UInt8](repeating: 7, count: length) }
    // Where each message begins, and the end of all.
    let begins = messages.reduce(into: [0]) { $0.append($0[$0.count - 1] + 5 + $1) }
    var (framing, at) = (MessageFraming(), 0)
    while at < bytes.count {
      let end = min(bytes.count, at + Int.random(in: 1...200, using: &random))
      framing.take(ByteBuffer(bytes: bytes[at..<end]).readableBytesView)
      at = end
      #expect(framing.unfinished == at - begins.last { $0 <= at }!)
      #expect(framing.hasMessage == (at >= begins[1]))
    }
  }

  @Test("an address keeps four of the largest messages, all together sixteen, and what is given back can be kept again")
  func bounds() {
    let unfinished = UnfinishedRequests(largestMessage: 100)
    for address in 1...4 { #expect(unfinished.add(400, of: "\(address)")) }
    #expect(!unfinished.add(1, of: "1"))
    #expect(!unfinished.add(1, of: "5"))
    #expect(unfinished.add(-100, of: "2"))
    #expect(!unfinished.add(1, of: "1"))
    #expect(unfinished.add(100, of: "5"))
    #expect(!unfinished.add(1, of: "2"))
    for address in 1...5 { #expect(unfinished.add(address == 2 ? -300 : address == 5 ? -100 : -400, of: "\(address)")) }
    #expect(unfinished.add(400, of: "6"))
  }

  @Test(
    "a deadline is at most eight digits and a unit",
    arguments: [
      ("5S", true), ("99999999H", true), ("1m", true), ("0n", true), ("-5S", false), ("+5S", false), ("123456789S", false), ("S", false),
      ("5", false), ("", false), ("5s", false), ("٥S", false),
    ])
  func deadline(text: String, isOne: Bool) {
    #expect(RPCDeadline.isWellFormed(text) == isOne)
  }
}
