import ArgumentParser
import Foundation

/// How numbers and lists of the command line are read; what is wrong is told with what would be right.
enum BenchNumbers {
  static func number(in range: ClosedRange<Int>) -> @Sendable (String) throws -> Int {
    { text in
      guard let number = Int(text), range.contains(number) else {
        throw ValidationError("Give a whole number from \(range.lowerBound) to \(range.upperBound).")
      }
      return number
    }
  }
}

/// A list between commas.
struct CommaList<Element: Sendable>: Sendable, CustomStringConvertible {
  let elements: [Element]

  var description: String { elements.map { "\($0)" }.joined(separator: ",") }

  init(_ elements: [Element]) { self.elements = elements }

  /// Throws what `read` throws for an element, and where there is none.
  init(_ text: String, _ read: (String) throws -> Element) throws {
    elements = try text.split(separator: ",", omittingEmptySubsequences: false).map { try read($0.trimmingCharacters(in: .whitespaces)) }
  }
}
