import Foundation

extension Handle {
  /// What the handle looks like from afar: two handles with one skeleton can be mistaken for each other. The schema's migration computes the same.
  /// Source of the pairs: the letters, digits and marks that handles may have, compared in common fonts (Unicode TR 39 has the idea).
  public var skeleton: String {
    var text = self.text.replacingOccurrences(of: "I", with: "l").lowercased()
    for (look, plain) in [("0", "o"), ("1", "l"), ("rn", "m"), ("vv", "w"), ("_", "-"), (".", "-")] {
      text = text.replacingOccurrences(of: look, with: plain)
    }
    return text
  }
}
