import ForumKernel
import Foundation

/// What `Retry-After` says: seconds, or a date.
enum RetryAfter {
  /// nil for what is neither.
  static func seconds(_ field: String?, now: Timestamp) -> Int64? {
    guard let field else { return nil }
    if let seconds = Int64(field) { return max(seconds, 0) }
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(secondsFromGMT: 0)
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
    guard let date = formatter.date(from: field) else { return nil }
    return max(Int64(date.timeIntervalSince1970) - now.milliseconds / 1000, 0)
  }
}
