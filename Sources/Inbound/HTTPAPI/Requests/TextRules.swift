/// What text from a client may hold.
enum TextRules {
  static func joiningLineEnds(_ text: String) -> String {
    guard text.utf8.contains(0x0d) else { return text }
    var scalars = String.UnicodeScalarView()
    var previous: Unicode.Scalar = " "
    for scalar in text.unicodeScalars {
      if scalar == "\n", previous == "\r" { scalars.removeLast() }
      scalars.append(scalar)
      previous = scalar
    }
    return String(scalars)
  }

  /// nil when the text is fine. A text that must not be empty must not be blank either.
  static func fault(in text: String, length: ClosedRange<Int>, isLine: Bool) -> (code: String, detail: String)? {
    guard fits(text, length.upperBound) else { return ("too_long", "This must have at most \(length.upperBound) characters.") }
    var count = 0
    var isBlank = true
    for scalar in text.unicodeScalars {
      count += 1
      if isBlank, !scalar.properties.isWhitespace, scalar.properties.generalCategory != .format { isBlank = false }
      let isControl = scalar.value < 0x20 || (0x7f..<0xa0).contains(scalar.value)
      let isAllowed = !isLine && (scalar == "\n" || scalar == "\t")
      // A line stands among others' words, which these would turn around.
      let turns = isLine && ((0x202a...0x202e).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value))
      if turns || isControl && !isAllowed {
        return ("control_character", "This holds the control character U+\(hexadecimal(scalar.value)), which is not allowed.")
      }
    }
    guard count >= length.lowerBound, length.lowerBound == 0 || !isBlank else {
      let least = length.lowerBound == 1 ? "one character that is not a space" : "\(length.lowerBound) characters"
      return ("too_short", "This must have at least \(least).")
    }
    return nil
  }

  private static func fits(_ text: String, _ most: Int) -> Bool { text.utf8.count <= most || text.unicodeScalars.count <= most }

  private static func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: 4 - digits.count) + digits
  }
}
