import ForumKernel
import Synchronization

/// The `Date` field's text, made once a second.
final class HTTPDate: Sendable {
  private let cached = Mutex<(second: Int64, text: String)>((-1, ""))

  func text(_ now: Timestamp) -> String {
    let second = now.milliseconds / 1000
    return cached.withLock { cached in
      if cached.second != second { cached = (second, Self.format(now)) }
      return cached.text
    }
  }

  /// `Wed, 25 Nov 2026 07:28:31 GMT` (RFC 9110, IMF-fixdate).
  static func format(_ time: Timestamp) -> String {
    let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let text = Array(time.description)
    let month = months[(Int(String(text[5...6])) ?? 1) - 1]
    let weekday = weekdays[Int(time.milliseconds / 86_400_000 % 7)]
    return "\(weekday), \(String(text[8...9])) \(month) \(String(text[0...3])) \(String(text[11...18])) GMT"
  }
}
