import ForumKernel
import Testing

@Suite struct TimestampTests {
  @Test(
    "RFC 3339 in, UTC with milliseconds out",
    arguments: [
      ("2026-11-25T07:28:31Z", "2026-11-25T07:28:31.000Z"), ("2026-11-25T07:28:31.0426Z", "2026-11-25T07:28:31.042Z"),
      ("2024-02-29T23:59:59.9+05:30", "2024-02-29T18:29:59.900Z"), ("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"),
      ("2000-01-01t00:00:00-01:00", "2000-01-01T01:00:00.000Z"), ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"),
    ])
  func formats(text: String, expected: String) throws {
    #expect(try #require(Timestamp(text)).description == expected)
  }

  @Test(
    "what is no time is refused",
    arguments: [
      "", "2026-11-25", "2026-13-01T00:00:00Z", "2023-02-29T00:00:00Z", "2026-11-25T24:00:00Z", "2026-11-25T07:28:31", "2026-11-25T07:28:31.Z",
      "2026-11-25T07:28:31Zx", "0000-01-01T00:00:00+12:00", "9999-12-31T23:59:59-00:01",
    ])
  func refused(text: String) {
    #expect(Timestamp(text) == nil)
  }

  @Test("every day of four centuries comes back from its text")
  func days() throws {
    for day in stride(from: Int64(-146_097), to: 146_097, by: 37) {
      let time = Timestamp(milliseconds: day * 86_400_000 + 43_200_001)
      #expect(Timestamp(time.description) == time)
    }
  }

  @Test("there is no moment that cannot be written: what lies outside the years 0000 to 9999 is their beginning or end")
  func ends() {
    #expect(Timestamp(milliseconds: .min).description == "0000-01-01T00:00:00.000Z")
    #expect(Timestamp(milliseconds: .max).description == "9999-12-31T23:59:59.999Z")
    for seconds in [Int64.min, -9_223_372_036_854_776, -62_167_219_201, 0, 253_402_300_800, 9_223_372_036_854_776, .max] {
      let time = Timestamp(milliseconds: 0).adding(seconds: seconds)
      #expect(Timestamp(time.description) == time)
      #expect(time.adding(seconds: .min).description.hasPrefix("0000-") && time.adding(seconds: .max).description.hasPrefix("9999-"))
    }
  }
}
