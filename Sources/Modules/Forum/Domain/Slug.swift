import Foundation

/// The readable part of an address: lower-case letters and digits of any script, joined by single dashes.
public enum Slug {
  private static let lengthMax = 60

  /// Never empty: a text without letters or digits gives `-`.
  public static func make(from text: String) -> String {
    var slug = ""
    for scalar in text.folding(options: [.diacriticInsensitive, .caseInsensitive], locale: nil).unicodeScalars {
      if slug.count >= lengthMax { break }
      if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
        slug.unicodeScalars.append(scalar)
      } else if !slug.isEmpty && !slug.hasSuffix("-") {
        slug += "-"
      }
    }
    while slug.hasSuffix("-") { slug.removeLast() }
    return slug.isEmpty ? "-" : slug
  }
}
