import ForumKernel

/// Dates of mail: `Fri, 1 Jan 2010 17:27:50 +0100` (RFC 5322, with what older programs wrote), and those of `From ` lines.
enum MailDate {
  private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
  private static let days: Set = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
  /// Hours of the zones that have names; any other name is UTC.
  private static let zones: [String: Int] = ["est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7]

  /// nil for what is no date.
  static func parse(_ text: String) -> Timestamp? {
    var tokens = withoutComments(text).split { $0.isWhitespace || $0 == "," }.map { $0.lowercased() }
    if let first = tokens.first, days.contains(String(first.prefix(3))) { tokens.removeFirst() }
    guard tokens.count >= 4, let day = Int(tokens[0]), let month = month(tokens[1]), let year = year(tokens[2]) else { return nil }
    return moment(year, month, day, clock: tokens[3], zoneMinutes: tokens.count > 4 ? zone(tokens[4]) : 0)
  }

  /// The moment at the end of a `From ` line: `From ada at example.org  Fri Jan  1 00:27:50 2010`, read as UTC.
  static func ofEnvelope(_ line: [UInt8]) -> Timestamp? {
    let tokens = String(decoding: line, as: UTF8.self).split { $0.isWhitespace }.map { $0.lowercased() }
    guard tokens.count >= 6 else { return nil }
    for index in 1..<(tokens.count - 4) where days.contains(tokens[index]) {
      guard let month = month(tokens[index + 1]), let day = Int(tokens[index + 2]) else { continue }
      let year = year(tokens[index + 4]) ?? (index + 5 < tokens.count ? year(tokens[index + 5]) : nil)
      if let year, let moment = moment(year, month, day, clock: tokens[index + 3], zoneMinutes: 0) { return moment }
    }
    return nil
  }

  private static func withoutComments(_ text: String) -> String {
    var depth = 0
    return String(
      text.filter { character in
        if character == "(" { depth += 1 }
        defer { if character == ")" && depth > 0 { depth -= 1 } }
        return depth == 0
      })
  }

  private static func month(_ token: String) -> Int? { months.firstIndex(of: String(token.prefix(3))).map { $0 + 1 } }

  /// Two digits are of the century that RFC 5322 gives them.
  private static func year(_ token: String) -> Int? {
    guard let year = Int(token), token.allSatisfy(\.isNumber) else { return nil }
    switch token.count {
    case 2: return year < 50 ? 2000 + year : 1900 + year
    case 3: return 1900 + year
    case 4: return year
    default: return nil
    }
  }

  /// Minutes east of UTC. Some programs wrote hours that no zone has; they meant them all the same.
  private static func zone(_ token: String) -> Int {
    guard let sign = token.first, sign == "+" || sign == "-" else { return (zones[token] ?? 0) * 60 }
    let digits = token.dropFirst().filter { $0 != ":" }
    guard digits.count == 4, let value = Int(digits) else { return 0 }
    return (sign == "-" ? -1 : 1) * (value / 100 * 60 + value % 100)
  }

  private static func moment(_ year: Int, _ month: Int, _ day: Int, clock: String, zoneMinutes: Int) -> Timestamp? {
    let parts = clock.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2 || parts.count == 3, let hour = parts[0], let minute = parts[1], let second = parts.count == 3 ? parts[2] : 0 else {
      return nil
    }
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    guard (1000...9999).contains(year), [day, hour, minute, second].allSatisfy({ (0...60).contains($0) }) else { return nil }
    return Timestamp("\(year)-\(two(month))-\(two(day))T\(two(hour)):\(two(minute)):\(two(second))Z")?.adding(seconds: Int64(-60 * zoneMinutes))
  }
}
