import ForumWiring
import Testing

@testable import Vault

@Suite("The life of a lease") struct LeaseLifeTests {
  private static let start = ContinuousClock.now

  @Test("it is renewed after two thirds, and again after two thirds of what that gave") func renewed() {
    var life = LeaseLife(seconds: 30, isRenewable: true, Self.start)
    #expect(life.due == Self.start + .seconds(20) && life.step == .renew && life.end == Self.start + .seconds(30))
    life.renewed(seconds: 30, isRenewable: true, life.due)
    #expect(life.due == Self.start + .seconds(40) && life.step == .renew)
  }

  @Test("one that gets less than it had when it was new is replaced at once, while it still lives") func shortened() {
    var life = LeaseLife(seconds: 30, isRenewable: true, Self.start)
    let now = life.due
    life.renewed(seconds: 12, isRenewable: true, now)
    #expect(life.due == now && life.step == .replace && life.end == now + .seconds(12))
  }

  @Test("a second less is no shorter life: vaults round") func rounded() {
    var life = LeaseLife(seconds: 30, isRenewable: true, Self.start)
    life.renewed(seconds: 29, isRenewable: true, life.due)
    #expect(life.step == .renew)
  }

  @Test("one that can't be renewed is replaced after two thirds") func fixed() {
    let life = LeaseLife(seconds: 30, isRenewable: false, Self.start)
    #expect(life.due == Self.start + .seconds(20) && life.step == .replace)
  }

  @Test("after failures the pauses grow, and are never longer than a quarter of what is left") func pauses() {
    var life = LeaseLife(seconds: 30, isRenewable: true, Self.start)
    var now = life.due
    var pauses: [Int] = []
    for _ in 0..<6 {
      life.failed(now, chance: 1)
      pauses.append(now.duration(to: life.due).milliseconds)
      now = life.due
    }
    #expect(pauses.prefix(4) == [250, 500, 1000, 2000] && pauses[4] < 1600 && pauses[5] < 1200, "\(pauses)")
    #expect(life.step == .renew)
  }

  @Test("an hour later it is still tried, every half minute at most") func over() {
    var life = LeaseLife(seconds: 1, isRenewable: true, Self.start)
    let now = Self.start + .seconds(3600)
    for _ in 0..<50 { life.failed(now, chance: 1) }
    #expect(life.due == now + .seconds(30))
    life.failed(now, chance: 0)
    #expect(life.due == now + .seconds(15))
  }

  @Test("what a vault says of seconds can be anything", arguments: [Int.min, -1, 0, Int.max])
  func absurd(seconds: Int) {
    var life = LeaseLife(seconds: seconds, isRenewable: true, Self.start)
    #expect(life.end > Self.start)
    life.renewed(seconds: seconds, isRenewable: true, Self.start)
    #expect(life.end >= Self.start)
  }
}
