import ForumKernel
import Testing

@Suite struct IDTests {
  @Test("ids only grow, also within a millisecond and when the clock steps back")
  func growth() {
    let clock = ManualClock()
    let ids = IDGenerator(clock: clock)
    var last = RawID.zero
    for step in 0..<20_000 {
      if step % 5000 == 2500 { clock.advance(seconds: -60) }
      let id = ids.nextRaw()
      #expect(id > last)
      last = id
    }
  }

  @Test("an id carries version 7, the variant and its time")
  func layout() {
    let clock = ManualClock(Timestamp(milliseconds: 1_645_557_742_000))
    let id = IDGenerator(clock: clock).nextRaw()
    #expect(id.isVersion7)
    #expect(id.milliseconds == 1_645_557_742_000)
    #expect(id.description.hasPrefix("017f22e2-79b0-7"))
  }

  @Test("text and bytes give the same id back", arguments: ["017f22e2-79b0-7cc3-98c4-dc0c0c07398f", "ffffffff-ffff-7fff-bfff-ffffffffffff"])
  func roundTrip(text: String) throws {
    let id = try #require(RawID(text))
    #expect(id.description == text)
    #expect(RawID(bytes: id.bytes) == id)
    #expect(RawID(text.uppercased()) == id)
  }

  @Test(
    "what is no UUIDv7 is refused",
    arguments: [
      "", "017f22e2", "017f22e279b07cc398c4dc0c0c07398f", "017f22e2-79b0-4cc3-98c4-dc0c0c07398f", "017f22e2-79b0-7cc3-18c4-dc0c0c07398f",
      "017f22e2-79b0-7cc3-98c4-dc0c0c07398g", "017f22e2-79b0-7cc3-98c4-dc0c0c07398f ",
    ])
  func refused(text: String) {
    #expect(TenantID(text) == nil)
  }
}
