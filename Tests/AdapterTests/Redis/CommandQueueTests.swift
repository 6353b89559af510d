import NIOCore
import Testing

@testable import Redis

@Suite("Commands in flight")
struct CommandQueueTests {
  private static let start = NIODeadline.uptimeNanoseconds(1_000_000_000)
  private var queue = CommandQueue<String>(countMax: 3, bytesMax: 100, patience: .seconds(10))

  private mutating func admit(_ name: String, commands: Int = 1, bytes: Int = 10, seconds: Int64) -> Bool {
    queue.admit(name, commands: commands, bytes: bytes, deadline: Self.start + .seconds(seconds), now: Self.start)
  }

  private mutating func completed(_ reply: RESPValue) -> String? {
    if case .complete(let caller, let replies) = queue.accept(reply) { "\(caller ?? "nobody") \(replies.count)" } else { nil }
  }

  @Test("replies go to their callers in order, and a caller of two commands gets two")
  mutating func order() {
    #expect(admit("a", seconds: 5) && admit("b", commands: 2, seconds: 5))
    #expect(completed(.null) == "a 1")
    #expect(completed(.null) == nil)
    #expect(completed(.null) == "b 2")
    guard case .unexpected = queue.accept(.null) else { return #expect(Bool(false), "a reply that nobody awaits was taken") }
  }

  @Test("a late caller is let go and its reply goes to nobody, also when it came after one with more time")
  mutating func lateness() {
    #expect(admit("patient", seconds: 9) && admit("hasty", seconds: 1) && admit("last", seconds: 5))
    #expect(queue.nextCheck == Self.start + .seconds(1))
    #expect(queue.expire(now: Self.start + .seconds(2)) == ["hasty"])
    #expect(queue.expire(now: Self.start + .seconds(3)).isEmpty)
    #expect(queue.nextCheck == Self.start + .seconds(5))
    #expect(!queue.isStalled(now: Self.start + .seconds(3)))
    #expect(completed(.null) == "patient 1")
    #expect(completed(.null) == "nobody 1")
    #expect(completed(.null) == "last 1")
    #expect(queue.nextCheck == nil)
  }

  @Test("a connection whose oldest command waits too long is stalled, whether or not anybody still waits")
  mutating func stalling() {
    #expect(admit("a", seconds: 1))
    #expect(queue.expire(now: Self.start + .seconds(1)) == ["a"])
    #expect(queue.nextCheck == Self.start + .seconds(10))
    #expect(queue.isStalled(now: Self.start + .seconds(10)))
    #expect(queue.removeAll().isEmpty && !queue.isStalled(now: Self.start + .seconds(20)))
  }

  @Test("there is room for so many commands and so many bytes, and for more when some are answered")
  mutating func room() {
    let isFull = admit("a", bytes: 90, seconds: 5) && !admit("b", bytes: 11, seconds: 5)
    #expect(isFull)
    #expect(completed(.null) == "a 1")
    #expect(admit("c", bytes: 100, seconds: 5) && admit("d", bytes: 0, seconds: 5) && admit("e", bytes: 0, seconds: 5))
    let hasRoom = admit("f", bytes: 0, seconds: 5)
    #expect(!hasRoom)
  }
}
