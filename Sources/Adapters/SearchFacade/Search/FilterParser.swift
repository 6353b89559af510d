/// Reads the filter language: `genre = comedy AND (year >= 1990 OR tags IN [a, "b c"])`.
struct FilterParser {
  private struct Token {
    enum Kind { case word, quoted, symbol }
    let kind: Kind
    let text: String
    /// Characters before it.
    let place: Int
  }

  private static let operations =
    """
    Was expecting an operation `=`, `!=`, `>=`, `>`, `<=`, `<`, `IN`, `NOT IN`, `TO`, `EXISTS`, `NOT EXISTS`, `IS NULL`, `IS NOT \
    NULL`, `IS EMPTY`, `IS NOT EMPTY`, `CONTAINS`, `NOT CONTAINS`, `STARTS WITH`, `NOT STARTS WITH`, `_geoRadius`, \
    `_geoBoundingBox` or `_geoPolygon`
    """
  private static let keywords: Set = ["OR", "AND", "NOT", "IN", "TO", "EXISTS", "IS", "NULL", "EMPTY"]

  private let source: String
  private var tokens: [Token] = []
  private var next = 0
  private var depth = 0

  /// nil for a filter of spaces. Throws `invalid_search_filter`.
  static func parse(_ text: String) throws(FacadeError) -> FilterNode? {
    var parser = try FilterParser(text)
    guard !parser.tokens.isEmpty else { return nil }
    let node = try parser.alternatives()
    if let rest = parser.peek {
      throw parser.error(
        """
        Found unexpected characters at the end of the filter: `\(parser.source.dropFirst(rest.place))`. You probably forgot an \
        `OR` or an `AND` rule.
        """,
        at: rest.place)
    }
    return node
  }

  private init(_ source: String) throws(FacadeError) {
    self.source = source
    var rest = Array(source)[...]
    while let first = rest.first {
      let place = rest.startIndex
      switch first {
      case " ", "\t", "\n", "\r": rest.removeFirst()
      case "'", "\"":
        rest.removeFirst()
        tokens.append(Token(kind: .quoted, text: try Self.quoted(&rest, first, source), place: place))
      case "(", ")", "[", "]", ",", "=":
        rest.removeFirst()
        tokens.append(Token(kind: .symbol, text: String(first), place: place))
      case "!", "<", ">":
        rest.removeFirst()
        let isTwo = rest.first == "="
        if isTwo { rest.removeFirst() }
        tokens.append(Token(kind: .symbol, text: String(first) + (isTwo ? "=" : ""), place: place))
      default:
        let word = rest.prefix { $0.isLetter || $0.isNumber || "_-/.".contains($0) }
        guard !word.isEmpty else {
          throw FacadeError("invalid_search_filter", "\(Self.operations) at `\(source)`.\n1:\(source.count + 1) \(source)")
        }
        rest = rest.dropFirst(word.count)
        tokens.append(Token(kind: .word, text: String(word), place: place))
      }
    }
  }

  private static func quoted(_ rest: inout ArraySlice<Character>, _ quote: Character, _ source: String) throws(FacadeError) -> String {
    var text = ""
    while let character = rest.popFirst() {
      if character == quote { return text }
      if character == "\\", rest.first == quote { text.append(rest.removeFirst()) } else { text.append(character) }
    }
    throw FacadeError("invalid_search_filter", "Expression `\(quote)\(text)` is missing the following closing delimiter: `\(quote)`.\n\(source)")
  }

  private var peek: Token? { next < tokens.count ? tokens[next] : nil }

  private mutating func take(_ text: String, _ kind: Token.Kind = .word) -> Bool {
    guard let token = peek, token.kind == kind, token.text == text else { return false }
    next += 1
    return true
  }

  private mutating func alternatives() throws(FacadeError) -> FilterNode {
    depth += 1
    guard depth <= FacadeLimits.filterDepthMax else {
      throw FacadeError("invalid_search_filter", "Too many filter conditions, can't process more than \(FacadeLimits.filterDepthMax) nested.")
    }
    defer { depth -= 1 }
    var parts = [try conjunction()]
    while take("OR") { parts.append(try conjunction()) }
    return parts.count == 1 ? parts[0] : .or(parts)
  }

  private mutating func conjunction() throws(FacadeError) -> FilterNode {
    var parts = [try negation()]
    while take("AND") { parts.append(try negation()) }
    return parts.count == 1 ? parts[0] : .and(parts)
  }

  private mutating func negation() throws(FacadeError) -> FilterNode {
    var isNegated = false
    while take("NOT") { isNegated.toggle() }
    let node = try primary()
    return isNegated ? .not(node) : node
  }

  private mutating func primary() throws(FacadeError) -> FilterNode {
    if take("(", .symbol) {
      let node = try alternatives()
      guard take(")", .symbol) else {
        throw error("Expression `\(source)` is missing the following closing delimiter: `)`.", at: source.count)
      }
      return node
    }
    let attribute = try value()
    if attribute.hasPrefix("_geo") {
      throw error("`\(attribute)` is a reserved keyword and thus can't be used as a filter expression.", at: 0)
    }
    return try condition(attribute)
  }

  private mutating func condition(_ attribute: String) throws(FacadeError) -> FilterNode {
    guard let token = peek else { throw noOperation }
    next += 1
    switch (token.kind, token.text) {
    case (.symbol, "="): return .test(attribute: attribute, .equal(FacetValue.fold(try value())))
    case (.symbol, "!="): return .test(attribute: attribute, .notEqual(FacetValue.fold(try value())))
    case (.symbol, "<"): return .test(attribute: attribute, .less(try number()))
    case (.symbol, "<="): return .test(attribute: attribute, .lessOrEqual(try number()))
    case (.symbol, ">"): return .test(attribute: attribute, .greater(try number()))
    case (.symbol, ">="): return .test(attribute: attribute, .greaterOrEqual(try number()))
    case (.word, "IN"): return .test(attribute: attribute, .oneOf(try list()))
    case (.word, "EXISTS"): return .test(attribute: attribute, .exists)
    case (.word, "IS"):
      let isNegated = take("NOT")
      guard let test: FilterNode.Test = take("NULL") ? .isNull : take("EMPTY") ? .isEmpty : nil else { throw noOperation }
      let node = FilterNode.test(attribute: attribute, test)
      return isNegated ? .not(node) : node
    case (.word, "NOT"):
      if take("IN") { return .not(.test(attribute: attribute, .oneOf(try list()))) }
      if take("EXISTS") { return .not(.test(attribute: attribute, .exists)) }
      throw noOperation
    case (.word, _), (.quoted, _):
      next -= 1
      let low = try number()
      guard take("TO") else { throw noOperation }
      return .test(attribute: attribute, .between(low, try number()))
    default: throw noOperation
    }
  }

  private mutating func value() throws(FacadeError) -> String {
    guard let token = peek, token.kind != .symbol else {
      let found = peek.map { source.dropFirst($0.place) } ?? ""
      throw error("Was expecting a value but instead got `\(found)`.", at: peek?.place ?? source.count)
    }
    if token.kind == .word, Self.keywords.contains(token.text) {
      throw error(
        """
        Was expecting a value but instead got `\(token.text)`, which is a reserved keyword. To use `\(token.text)` as a field name \
        or a value, surround it by quotes.
        """,
        at: token.place)
    }
    next += 1
    return token.text
  }

  private mutating func number() throws(FacadeError) -> Double {
    let place = peek?.place ?? 0
    let text = try value()
    guard let number = Double(text) else { throw noNumber(text, place) }
    return number
  }

  private mutating func list() throws(FacadeError) -> [String] {
    guard take("[", .symbol) else { throw error("Expected `[` after `IN` keyword.", at: peek?.place ?? source.count) }
    var values: [String] = []
    while !take("]", .symbol) {
      guard values.count < FacadeLimits.filterTermsMax else { throw error("Too many values after `IN`.", at: 0) }
      values.append(FacetValue.fold(try value()))
      guard take(",", .symbol) || peek?.text == "]" else {
        throw error(
          "Expected only comma-separated field names inside `IN[..]` but instead found `\(peek?.text ?? "")`.", at: peek?.place ?? source.count)
      }
    }
    return values
  }

  private var noOperation: FacadeError { error("\(Self.operations) at `\(source)`.", at: 0) }
  private func noNumber(_ text: String, _ place: Int) -> FacadeError { error("Was expecting a number but instead got `\(text)`.", at: place) }

  private func error(_ message: String, at place: Int) -> FacadeError {
    FacadeError("invalid_search_filter", "\(message)\n\(place + 1):\(source.count + 1) \(source)")
  }
}
