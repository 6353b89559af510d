import Admin
import ForumKernel
import Foundation
import NIOHTTP1
import Testing

@testable import OFREP

@Suite("What is kept of a flag service") struct OFREPStateTests {
  private let start = ContinuousClock.now

  @Test("the gate closes for longer each time, lets one try through, and opens with the first answer") func gate() {
    var gate = CallGate(most: .seconds(30))
    #expect(gate.begin(start) && gate.begin(start))
    gate.end(start, start + .seconds(1), .unreachable, chance: 1)
    // One that had begun before says nothing new.
    gate.end(start, start + .seconds(1), .unreachable, chance: 1)
    #expect(!gate.begin(start + .milliseconds(1249)) && gate.begin(start + .milliseconds(1250)) && !gate.begin(start + .milliseconds(1251)))
    gate.end(start + .milliseconds(1250), start + .seconds(2), .timedOut, chance: 1)
    #expect(!gate.begin(start + .milliseconds(2499)) && gate.begin(start + .milliseconds(2500)))
    gate.end(start + .milliseconds(2500), start + .seconds(3), nil, chance: 1)
    #expect(gate.begin(start + .seconds(3)) && gate.begin(start + .seconds(3)))
  }

  @Test("a pause that the service asks for is kept, and no pause is longer than an hour") func pauses() {
    var gate = CallGate(most: .seconds(30))
    var begins = gate.begin(start)
    #expect(begins)
    gate.end(start, start, .paused(status: 429, .seconds(90)), chance: 0)
    #expect(!gate.begin(start + .seconds(89)) && gate.begin(start + .seconds(90)))
    gate.end(start + .seconds(90), start + .seconds(90), .paused(status: 429, .seconds(1_000_000)), chance: 0)
    var now = start + .seconds(90 + 3600)
    for _ in 0..<20 {
      begins = gate.begin(now)
      #expect(begins)
      gate.end(now, now, .unreachable, chance: 1)
      now += .seconds(30)
    }
  }

  @Test("only so many calls are under way") func calls() {
    var gate = CallGate(most: .seconds(30))
    #expect((0..<64).allSatisfy { _ in gate.begin(start) } && !gate.begin(start))
    gate.end(start, start, nil, chance: 0)
    let begins = gate.begin(start)
    #expect(begins)
  }

  @Test("a date says when to try again, too") func retryDates() throws {
    func complaint(_ retryAfter: String) -> OFREPError? {
      OFREPClient.complaint(
        OFREPClient.Answer(status: 429, headers: ["retry-after": retryAfter], body: Data()), now: Date(timeIntervalSince1970: 1_707_307_200))
    }
    #expect(complaint("7") == .paused(status: 429, .seconds(7)))
    #expect(complaint("Wed, 07 Feb 2024 12:00:09 GMT") == .paused(status: 429, .seconds(9)))
    #expect(complaint("2024-02-07T12:00:11Z") == .paused(status: 429, .seconds(11)))
    #expect(complaint("soon") == .paused(status: 429, .seconds(1)) && complaint("-5") == .paused(status: 429, .seconds(0)))
  }

  @Test("what is known stays within its bytes, and what is asked for stays longest") func knownAnswers() {
    var known = KnownAnswers(bytesMax: 1000)
    func question(_ number: Int) -> RemoteQuestion {
      RemoteQuestion(tenant: FakeFlagService.tenant, key: "flag-\(number)", body: Data())
    }
    func answer() -> KnownAnswer { KnownAnswer(flags: .success([]), entityTag: nil, askedAt: start, pausedUntil: nil, bytes: 100) }
    for number in 0..<100 {
      known[question(number)] = answer()
      let first = known[question(0)]
      #expect(first != nil)
    }
    let held = (0..<100).filter { known[question($0)] != nil }
    #expect(held.contains(0) && held.count <= 10)
  }

  private func said(_ value: Int64) -> OFREPReply {
    let evaluation = FeatureEvaluation(key: "editor", variant: nil, value: .integer(value), reason: .fixed, metadata: [:])
    return .said(.success([FeatureAnswer(key: "editor", result: .success(evaluation))]), entityTag: nil, streams: [])
  }

  @Test("a difference is news once: not when a stream told of it, and not when an answer comes that was asked for before") func news() {
    var memory = FlagMemory(pollInterval: .seconds(1))
    let question = RemoteQuestion(tenant: FakeFlagService.tenant, key: nil, body: Data())
    memory.watched.ask(FakeFlagService.tenant, start) { nil }
    func isNews(_ value: Int64, askedAfter seconds: Int) -> Bool {
      let began = start + .seconds(seconds)
      guard case .call = memory.step(question, began) else { return false }
      return memory.succeed(question, said(value), bytes: 100, began, began).isNews
    }
    let first = isNews(1, askedAfter: 0)
    let same = isNews(1, askedAfter: 2)
    let other = isNews(2, askedAfter: 4)
    #expect(!first && !same && other)
    memory.watched.change(FakeFlagService.tenant, start + .seconds(5))
    let told = isNews(3, askedAfter: 6)
    let next = isNews(4, askedAfter: 8)
    #expect(!told && next)
    let late = memory.succeed(question, said(3), bytes: 100, start + .seconds(7), start + .seconds(9))
    let kept = memory.known[question]?.flags
    #expect(!late.isNews && kept == said(4).flags)
  }

  @Test("what a stream tells counts once a second, and what it told last is not lost") func heard() {
    var watched = WatchedTenants()
    let tenant = FakeFlagService.tenant
    watched.ask(tenant, start) { nil }
    let first = watched.hear(tenant, start)
    let more = (1...900).count { watched.hear(tenant, start + .milliseconds($0)) }
    #expect(first && more == 0 && watched.late(start + .milliseconds(950)).isEmpty)
    #expect(watched.late(start + .seconds(1)) == [tenant])
    let last = watched.hear(tenant, start + .seconds(1))
    #expect(last && watched.late(start + .seconds(3)).isEmpty)
  }

  @Test("what is told twice within a second is one change, and asks anew once") func together() {
    var watched = WatchedTenants()
    watched.ask(FakeFlagService.tenant, start) { nil }
    watched.wasTold(FakeFlagService.tenant, start + .seconds(1))
    watched.wasTold(FakeFlagService.tenant, start + .milliseconds(1900))
    #expect(watched.isExpired(FakeFlagService.tenant, askedAt: start) && !watched.isExpired(FakeFlagService.tenant, askedAt: start + .seconds(1)))
    watched.wasTold(FakeFlagService.tenant, start + .seconds(3))
    #expect(watched.isExpired(FakeFlagService.tenant, askedAt: start + .seconds(1)))
  }

  @Test("events are read whatever the pieces that they come in") func events() throws {
    let text = "\u{feff}: c\r\ndata: one\r\ndata:two\rid: 5\nevent: message\n\n\ndata\n\nid: é\ndata: last\n"
    for size in [1, 2, 3, 7, 1000] {
      var lines = EventLines(lastID: nil)
      var found: [String] = []
      var rest = Array(text.utf8)[...]
      while !rest.isEmpty {
        found += try lines.read(rest.prefix(size)).map(\.data)
        rest = rest.dropFirst(size)
      }
      #expect(found == ["one\ntwo", ""] && lines.lastID == "5")
    }
    var lines = EventLines(lastID: "3")
    #expect(lines.lastID == "3")
    #expect(throws: OFREPError.tooLarge) { try lines.read(repeatElement(UInt8(ascii: "x"), count: 100_000)) }
  }

  @Test("an address of a flag service is http or https, without names, queries and fragments") func addresses() throws {
    for url in ["", "flags", "ftp://x", "http://", "http://me:pw@x", "http://x?y", "http://x#y", "https://"] {
      #expect(throws: AppError.self) { try OFREPTarget(url: url) }
    }
    #expect(try OFREPTarget(url: "https://x.example.org/base/").url == "https://x.example.org/base")
    #expect(OFREPTarget.origin(of: "HTTPS://X.example.org/a?b") == OFREPTarget.origin(of: "https://x.example.org:443"))
    #expect(OFREPTarget.origin(of: "file:///etc/passwd") == nil)
  }
}
