import ForumKernel

/// Five fields: minute, hour, day of the month, month, day of the week (0 or 7 is Sunday), each `*`, a number, a range, a list, with `/step`. A day is
/// right when both day fields allow it, or, where both are restricted, one of them, as cron has always had it. Times are UTC.
struct CronExpression: Sendable, Equatable {
  private static let fields: [(name: String, range: ClosedRange<Int>)] = [
    ("minutes", 0...59), ("hours", 0...23), ("days", 1...31), ("months", 1...12), ("weekdays", 0...7),
  ]
  /// A leap day comes at least once in so many days, also around the year 2100.
  private static let daysMax: Int64 = 8 * 366 + 1

  private let minutes: Set<Int>
  private let hours: Set<Int>
  private let days: Set<Int>
  private let months: Set<Int>
  private let weekdays: Set<Int>
  private let isEitherDay: Bool

  /// Throws `invalid` (`malformed_schedule`) with the column of what is wrong.
  init(_ text: String) throws(AppError) {
    let words = text.split(separator: " ", omittingEmptySubsequences: true)
    guard words.count == Self.fields.count else {
      throw Schedule.malformed(
        column: words.count > Self.fields.count ? Self.column(words[Self.fields.count], text) : text.count + 1,
        "there are five fields (minute, hour, day, month, weekday), not \(words.count)")
    }
    var sets: [Set<Int>] = []
    for (word, field) in zip(words, Self.fields) { sets.append(try Self.set(word, field.name, field.range, text)) }
    (minutes, hours, days, months) = (sets[0], sets[1], sets[2], sets[3])
    weekdays = Set(sets[4].map { $0 % 7 })
    isEitherDay = !words[2].hasPrefix("*") && !words[4].hasPrefix("*")
    guard next(after: Timestamp(milliseconds: 0)) != nil else {
      throw Schedule.malformed(column: Self.column(words[2], text), "there is no such day in these months")
    }
  }

  /// The first whole minute after `time` that fits.
  func next(after time: Timestamp) -> Timestamp? {
    let minute = time.milliseconds / 60_000 + 1
    let today = minute / 1440
    for day in today...today + Self.daysMax where allows(day) {
      let first = day == today ? Int(minute % 1440) : 0
      for hour in hours.sorted() where hour >= first / 60 {
        let earliest = hour == first / 60 ? first % 60 : 0
        if let found = minutes.filter({ $0 >= earliest }).min() {
          return Timestamp(milliseconds: (day * 1440 + Int64(hour * 60 + found)) * 60_000)
        }
      }
    }
    return nil
  }

  private func allows(_ day: Int64) -> Bool {
    let (month, dayOfMonth) = Self.civil(day)
    guard months.contains(month) else { return false }
    // 1970-01-01 was a Thursday.
    let (isDay, isWeekday) = (days.contains(dayOfMonth), weekdays.contains(Int((day + 4) % 7)))
    return isEitherDay ? isDay || isWeekday : isDay && isWeekday
  }

  private static func civil(_ day: Int64) -> (month: Int, day: Int) {
    let digits = Timestamp(milliseconds: day * 86_400_000).description.split(separator: "-")
    return (Int(digits[1]) ?? 0, Int(digits[2].prefix(2)) ?? 0)
  }

  private static func set(_ word: Substring, _ name: String, _ range: ClosedRange<Int>, _ text: String) throws(AppError) -> Set<Int> {
    var set: Set<Int> = []
    for item in word.split(separator: ",", omittingEmptySubsequences: false) {
      let parts = item.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
      let column = column(item, text)
      guard let step = parts.count == 2 ? Int(parts[1]) : 1, step >= 1 else {
        throw Schedule.malformed(column: column, "after / stands a number of at least 1")
      }
      let bounds =
        parts[0] == "*" ? [range.lowerBound, range.upperBound] : parts[0].split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
      guard (1...2).contains(bounds.count), let first = bounds[0], let last = bounds.last ?? first else {
        throw Schedule.malformed(column: column, "“\(item)” is no number, range or *")
      }
      // `5/10` goes on to the end, as `5-59/10` does.
      let end = parts.count == 2 && bounds.count == 1 ? range.upperBound : last
      guard range.contains(first), range.contains(end), first <= end else {
        throw Schedule.malformed(column: column, "\(name) are \(range.lowerBound) to \(range.upperBound), not “\(item)”")
      }
      set.formUnion(stride(from: first, through: end, by: step))
    }
    return set
  }

  private static func column(_ part: Substring, _ text: String) -> Int { text.distance(from: text.startIndex, to: part.startIndex) + 1 }
}
