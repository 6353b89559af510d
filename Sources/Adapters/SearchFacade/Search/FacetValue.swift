import Foundation

/// Values of attributes as filters and facets compare them.
enum FacetValue {
  /// Lower case, in one Unicode form, at most `FacadeLimits.filterValueBytesMax` bytes.
  static func fold(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { $0 < 0x80 }
    let folded = isPlain ? text.lowercased() : text.decomposedStringWithCompatibilityMapping.lowercased()
    guard folded.utf8.count > FacadeLimits.filterValueBytesMax else { return folded }
    var kept = ""
    for character in folded where kept.utf8.count + character.utf8.count <= FacadeLimits.filterValueBytesMax { kept.append(character) }
    return kept
  }

  /// What a facet shows for a value; nil for what is not counted.
  static func text(_ value: FacadeJSON) -> String? {
    switch value {
    case .text(let text): text
    case .bool(let flag): flag ? "true" : "false"
    case .integer(let number): String(number)
    case .decimal(let number): number == number.rounded() && abs(number) < 1e15 ? String(Int64(number)) : number.description
    default: nil
    }
  }
}
