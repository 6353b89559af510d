import Admin
import ForumKernel
import Testing

@Suite struct ScheduleTests {
  @Test(
    "the next time of a schedule, in UTC",
    arguments: [
      ("every 10m", "2026-03-01T12:00:30.500Z", "2026-03-01T12:10:30.500Z"),
      ("* * * * *", "2026-03-01T12:00:00Z", "2026-03-01T12:01:00Z"),
      ("* * * * *", "2026-03-01T12:00:59.999Z", "2026-03-01T12:01:00Z"),
      ("23 3 * * *", "2026-03-01T03:22:59Z", "2026-03-01T03:23:00Z"),
      ("23 3 * * *", "2026-03-01T03:23:00Z", "2026-03-02T03:23:00Z"),
      ("*/15 9-17 * * 1-5", "2026-02-27T17:45:00Z", "2026-03-02T09:00:00Z"),
      ("5/20 0 * * *", "2026-02-27T00:05:00Z", "2026-02-27T00:25:00Z"),
      ("0 0 31 * *", "2026-04-01T00:00:00Z", "2026-05-31T00:00:00Z"),
      ("0 12 29 2 *", "2097-01-01T00:00:00Z", "2104-02-29T12:00:00Z"),
      ("0 0 * * 7", "2026-03-01T00:00:00Z", "2026-03-08T00:00:00Z"),
      // Both day fields are restricted: one of them is enough.
      ("0 0 13 * 5", "2026-03-01T00:00:00Z", "2026-03-06T00:00:00Z"),
      ("59 23 31 12 *", "2026-12-31T23:59:00Z", "2027-12-31T23:59:00Z"),
    ])
  func next(_ text: String, _ after: String, _ expected: String) throws {
    let (after, expected) = (try #require(Timestamp(after)), try #require(Timestamp(expected)))
    #expect(try Schedule(text).next(after: after) == expected)
  }

  @Test("never is never") func never() throws { #expect(try Schedule("never").next(after: Timestamp(milliseconds: 0)) == nil) }

  @Test(
    "a schedule that is none is refused with the column of the mistake",
    arguments: [
      ("", 1), ("hourly", 7), ("* * * *", 8), ("* * * * * *", 11), ("60 * * * *", 1), ("0 24 * * *", 3), ("0 3,25 * * *", 5), ("0 5-3 * * *", 3),
      ("*/0 * * * *", 1), ("0 0 31 2 *", 5), ("0 0 * 13 *", 7), ("0 0 * * 8", 9), ("0 0 * * mon", 9), ("1-2-3 * * * *", 1), ("every", 7),
      ("every 10", 7), ("every 0s", 7), ("every 400d", 7), ("every 1d 2h", 7), ("-1 * * * *", 1),
    ])
  func mistakes(_ text: String, _ column: Int) {
    let error = #expect(throws: AppError.self) { try Schedule(text) }
    #expect(error?.slug == "malformed_schedule")
    #expect(error?.message.hasPrefix("column \(column):") == true, "\(error?.message ?? "")")
  }
}
