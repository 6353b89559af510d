import ForumKernel

/// A moment in UTC as people read it.
struct DisplayTime {
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  /// RFC 3339, for `<time datetime>`.
  let exact: String

  init(_ time: Timestamp) { exact = time.description }

  /// `3 Mar 2024`, which no line break tears apart.
  var day: String {
    let parts = exact.prefix(10).split(separator: "-")
    guard parts.count == 3, let month = Int(parts[1]), let day = Int(parts[2]) else { return exact }
    return "\(day)\u{a0}\(Self.months[month - 1])\u{a0}\(parts[0])"
  }

  /// `3 Mar 2024, 07:28 UTC`
  var minute: String { "\(day), \(exact.dropFirst(11).prefix(5))\u{a0}UTC" }

  /// What templates show: the day, and the minute as the tooltip.
  var fields: Fields { ["exact": exact, "day": day, "minute": minute] }
}
