import ForumKernel

/// A moment in UTC as people read it.
struct DisplayTime {
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  /// RFC 3339, for `<time datetime>`.
  let exact: String

  init(_ time: Timestamp) { exact = time.description }

  /// `3 Mar 2024`
  var day: String {
    let parts = exact.prefix(10).split(separator: "-")
    guard parts.count == 3, let month = Int(parts[1]), let day = Int(parts[2]) else { return exact }
    return "\(day) \(Self.months[month - 1]) \(parts[0])"
  }

  /// `3 Mar 2024, 07:28 UTC`
  var minute: String { "\(day), \(exact.dropFirst(11).prefix(5)) UTC" }

  /// What templates show: the day, and the minute as the tooltip.
  var fields: Fields { ["exact": exact, "day": day, "minute": minute] }
}
