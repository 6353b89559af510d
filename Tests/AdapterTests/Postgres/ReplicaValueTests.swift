import ForumKernel
import Testing

@testable import Postgres

@Suite("Postgres: what is known of replicas")
struct ReplicaValueTests {
  private let start = ContinuousClock.now
  private func at(_ seconds: Int) -> ContinuousClock.Instant { start + .seconds(seconds) }

  @Test("data is as old as the last time at which the primary had no more")
  func ages() {
    var progress = LogProgress(kept: .seconds(10))
    #expect(progress.age(of: 100, start) == nil)
    progress.primary(at: 100, at(0))
    progress.primary(at: 200, at(2))
    progress.primary(at: 300, at(4))
    #expect(progress.age(of: 300, at(9)) == .zero)
    #expect(progress.age(of: 299, at(9)) == .seconds(7))
    #expect(progress.age(of: 100, at(9)) == .seconds(9))
    #expect(progress.age(of: 99, at(9)) == nil)
    // Nobody writes: what had all of it still has.
    progress.primary(at: 300, at(50))
    #expect(progress.age(of: 299, at(51)) == .seconds(49))
    progress.primary(at: 400, at(60))
    #expect(progress.age(of: 300, at(61)) == .seconds(11))
    #expect(progress.age(of: 200, at(61)) == .seconds(59))
  }

  @Test("a caller needs what it wrote, by its name and by its address, for as long as a replica may lack it")
  func marks() {
    let ada = RequestCaller(user: ID(RawID(high: 1, low: 1)), address: "a", onlyReads: true)
    let nobody = RequestCaller(user: nil, address: "a", onlyReads: true)
    let bob = RequestCaller(user: ID(RawID(high: 1, low: 2)), address: "b", onlyReads: true)
    var marks = CommitMarks(kept: .seconds(10), start)
    marks.note(5, by: ada, at(1))
    marks.note(4, by: ada, at(2))
    #expect(marks.needed(by: ada, at(3)) == 5 && marks.needed(by: nobody, at(3)) == .min && marks.needed(by: bob, at(3)) == .min)
    marks.note(9, by: nobody, at(4))
    #expect(marks.needed(by: ada, at(12)) == 9 && marks.needed(by: nobody, at(13)) == 9 && marks.needed(by: bob, at(13)) == .min)
    #expect(marks.needed(by: ada, at(14)) == 9)
    #expect(marks.needed(by: ada, at(40)) == .min)
  }

  @Test("more callers than there is room for share one mark")
  func crowd() {
    var marks = CommitMarks(kept: .seconds(10), start)
    for number in 0..<UInt64(CommitMarks.callersMax) {
      marks.note(1, by: RequestCaller(user: ID(RawID(high: 2, low: number)), address: nil, onlyReads: false), at(1))
    }
    marks.note(7, by: RequestCaller(user: ID(RawID(high: 3, low: 0)), address: nil, onlyReads: false), at(1))
    #expect(marks.needed(by: RequestCaller(user: nil, address: "anybody", onlyReads: true), at(2)) == 7)
  }

  @Test("hosts are read with and without a port")
  func hosts() {
    #expect(PostgresHost("db.example.org")?.description == "db.example.org:5432")
    #expect(PostgresHost("10.0.0.2:6000")?.port == 6000)
    #expect(PostgresHost("[::1]:6000")?.name == "::1" && PostgresHost("::1")?.port == 5432)
    for text in ["", ":5432", "a:b", "a:0", "a:70000", "a b", "user@host", "a,b", "[::1"] { #expect(PostgresHost(text) == nil, "\(text)") }
  }
}
