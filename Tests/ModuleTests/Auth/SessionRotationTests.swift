import Auth
import ForumKernel
import Testing

@Suite("Rotation of refresh tokens")
struct SessionRotationTests {
  private let start = Timestamp(milliseconds: 1_750_000_000_000)
  private let policy = SessionPolicy()
  private let ids = IDGenerator(clock: ManualClock())

  private func session() -> Session { Session.open(ids.next(), user: ids.next(), deviceName: "phone", network: "192.0.2.0/24", now: start) }

  @Test("the newest token gives its successor, again and again")
  func rotates() {
    var session = session()
    for generation in 0..<5 {
      let now = start.adding(seconds: Int64(generation) * 1000)
      #expect(session.rotate(Int64(generation), policy: policy, now: now) == .rotated(generation: Int64(generation) + 1))
      #expect(session.lastSeenAt == now)
    }
  }

  @Test("a repeated use within the grace gives the same successor and does not lengthen the grace")
  func grace() {
    var session = session()
    #expect(session.rotate(0, policy: policy, now: start) == .rotated(generation: 1))
    for seconds in [0, 5, 20] { #expect(session.rotate(0, policy: policy, now: start.adding(seconds: Int64(seconds))) == .repeated(generation: 1)) }
    #expect(session.rotate(0, policy: policy, now: start.adding(seconds: 21)) == .reused)
    #expect(session.end == .reused)
    #expect(session.rotate(1, policy: policy, now: start.adding(seconds: 22)) == .over)
  }

  @Test("a token older than the one before ends the session also within the grace")
  func oldToken() {
    var session = session()
    _ = session.rotate(0, policy: policy, now: start)
    _ = session.rotate(1, policy: policy, now: start)
    #expect(session.rotate(0, policy: policy, now: start) == .reused)
    #expect(session.isOpen(policy, now: start) == false)
  }

  @Test("tokens of generations that never were change nothing", arguments: [-1, 1, 2, Int64.max, Int64.min])
  func strangeGenerations(_ generation: Int64) {
    var session = session()
    let before = session
    #expect(session.rotate(generation, policy: policy, now: start) == .over)
    #expect(session == before)
  }

  @Test("a session ends when it was not used for 30 days, and after 90 days whatever happens")
  func lifetimes() {
    var idle = session()
    #expect(idle.rotate(0, policy: policy, now: start.adding(seconds: policy.idleSeconds)) == .over)
    var busy = session()
    var generation: Int64 = 0
    for day in stride(from: Int64(20), to: 90, by: 20) {
      #expect(busy.rotate(generation, policy: policy, now: start.adding(seconds: day * 86_400)) == .rotated(generation: generation + 1))
      generation += 1
    }
    #expect(busy.rotate(generation, policy: policy, now: start.adding(seconds: policy.absoluteSeconds)) == .over)
  }

  @Test("any order of two clients with copies of one token ends with one of them noticed")
  func stolenToken() {
    var session = session()
    _ = session.rotate(0, policy: policy, now: start)
    let later = start.adding(seconds: 60)
    #expect(session.rotate(1, policy: policy, now: later) == .rotated(generation: 2))
    #expect(session.rotate(1, policy: policy, now: later.adding(seconds: 60)) == .reused)
  }

  @Test("the first end of a session stays")
  func endsOnce() {
    var session = session()
    session.close(.loggedOut, now: start)
    session.close(.revoked, now: start.adding(seconds: 1))
    #expect(session.end == .loggedOut && session.endedAt == start)
  }
}
