public import ForumKernel

/// When something is done again and again: `every 10m`, a cron expression in UTC (`23 3 * * *`), or `never`.
public struct Schedule: Sendable, Equatable {
  private enum Kind: Sendable, Equatable {
    case never
    case every(seconds: Int64)
    case cron(CronExpression)
  }

  /// As it was written.
  public let text: String
  private let kind: Kind

  /// Throws `invalid` (`malformed_schedule`); the message names the column, counted from 1.
  public init(_ text: String) throws(AppError) {
    self.text = text
    let words = text.split(separator: " ", omittingEmptySubsequences: true)
    if words.first == "every" {
      guard words.count == 2, let seconds = Self.seconds(words[1]) else {
        throw Self.malformed(column: 7, "after “every” stands a time from 1s to 366d, such as 30s, 10m, 6h or 7d")
      }
      kind = .every(seconds: seconds)
    } else if text == "never" {
      kind = .never
    } else {
      kind = .cron(try CronExpression(text))
    }
  }

  /// The first moment after `time`; nil for never.
  public func next(after time: Timestamp) -> Timestamp? {
    switch kind {
    case .never: nil
    case .every(let seconds): time.adding(seconds: seconds)
    case .cron(let expression): expression.next(after: time)
    }
  }

  /// What is wrong with `text`, for the configuration; nil when it is a schedule.
  public static func complaint(_ text: String) -> String? {
    do {
      _ = try Schedule(text)
      return nil
    } catch {
      return "a schedule such as “every 10m”, “23 3 * * *” (minute, hour, day, month, weekday in UTC) or “never” (\(error.message))"
    }
  }

  static func malformed(column: Int, _ detail: String) -> AppError { AppError(.invalid, "malformed_schedule", "column \(column): \(detail)") }

  private static func seconds(_ text: Substring) -> Int64? {
    let scales: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
    guard let unit = text.last, let scale = scales[unit], let number = Int64(text.dropLast()), (1...366 * 86_400).contains(number) else { return nil }
    let seconds = number * scale
    return seconds <= 366 * 86_400 ? seconds : nil
  }
}
