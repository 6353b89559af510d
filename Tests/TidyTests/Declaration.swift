/// A type, an extension or a function, with its tokens.
struct Declaration: Sendable {
  /// `struct`, `extension`, `func`, `init`, …
  let kind: String
  let name: String
  /// From the keyword to the brace that closes the body.
  let tokens: Range<Int>
  /// How many braces are open around it.
  let depth: Int

  var isFunction: Bool { Self.functions.contains(kind) }

  private static let types: Set = ["struct", "class", "enum", "actor", "protocol", "extension"]
  private static let functions: Set = ["func", "init", "deinit", "subscript"]

  /// Everything with a body, in the order in which it begins.
  static func all(in tokens: [Token]) -> [Declaration] {
    var found: [Declaration] = []
    var open: [(kind: String, name: String, start: Int, depth: Int)] = []
    var waiting: (kind: String, name: String, start: Int)?
    var depth = 0
    var parentheses = 0
    for (index, token) in tokens.enumerated() {
      switch token.text {
      case "(", "[": parentheses += 1
      case ")", "]": parentheses -= 1
      case "{":
        if parentheses == 0, let next = waiting {
          open.append((next.kind, next.name, next.start, depth))
          waiting = nil
        }
        depth += 1
      case "}":
        depth -= 1
        if parentheses == 0 { waiting = nil }
        if let last = open.last, last.depth == depth {
          open.removeLast()
          found.append(Declaration(kind: last.kind, name: last.name, tokens: last.start..<index + 1, depth: depth))
        }
      case let word where parentheses == 0 && begins(word, at: index, in: tokens):
        waiting = (word, functions.contains(word) && word != "func" ? word : index + 1 < tokens.count ? tokens[index + 1].text : "", index)
      default: break
      }
    }
    return found.sorted { $0.tokens.lowerBound < $1.tokens.lowerBound }
  }

  /// True for the keyword of a declaration, not for `self.init`, `class func` or a name that looks like one.
  private static func begins(_ word: String, at index: Int, in tokens: [Token]) -> Bool {
    guard types.contains(word) || functions.contains(word), index + 1 < tokens.count else { return false }
    if index > 0, tokens[index - 1].text == "." { return false }
    let next = tokens[index + 1]
    switch word {
    case "func": return true
    case "init": return ["(", "<", "?", "!"].contains(next.text)
    case "subscript": return ["(", "<"].contains(next.text)
    case "deinit": return next.text == "{"
    default: return next.isWord && next.text != "func" && next.text != "var" && next.text != "let"
    }
  }
}
