public import ForumKernel

/// Reads a search filter: `category_id = "…" AND (author = ada OR tags IN [swift, sql]) AND NOT kind = comment AND created_at >= 2026-01-01T00:00:00Z`.
/// Attributes: category_id, thread_id, author, tags, kind, created_at. Operators: = != IN, and for created_at < <= > >=. NOT binds before AND, AND before OR.
public struct FilterExpression {
  /// Deeper nesting is no question that a person asks.
  private static let depthMax = 20

  private enum Token: Equatable {
    case word(String)
    case quoted(String)
    case symbol(String)

    /// A value or the name of an attribute.
    var text: String? {
      switch self {
      case .word(let text), .quoted(let text): text
      case .symbol: nil
      }
    }
  }

  private let tokens: [Token]
  private var position = 0
  private var depth = 0

  /// Throws `invalid` with what was expected where.
  public static func parse(_ text: String) throws(AppError) -> SearchFilter {
    var expression = FilterExpression(tokens: try tokenize(text))
    let filter = try expression.alternatives()
    if let rest = expression.peek { throw fault("Expected AND, OR or the end, not \(describe(rest)).") }
    return filter
  }

  private init(tokens: [Token]) { self.tokens = tokens }

  private var peek: Token? { position < tokens.count ? tokens[position] : nil }

  private mutating func take(word: String) -> Bool {
    guard case .word(let text) = peek, text.uppercased() == word else { return false }
    position += 1
    return true
  }

  private mutating func take(symbol: String) -> Bool {
    guard peek == .symbol(symbol) else { return false }
    position += 1
    return true
  }

  private mutating func alternatives() throws(AppError) -> SearchFilter {
    var parts = [try conditions()]
    while take(word: "OR") { parts.append(try conditions()) }
    return parts.count == 1 ? parts[0] : .or(parts)
  }

  private mutating func conditions() throws(AppError) -> SearchFilter {
    var parts = [try condition()]
    while take(word: "AND") { parts.append(try condition()) }
    return parts.count == 1 ? parts[0] : .and(parts)
  }

  private mutating func condition() throws(AppError) -> SearchFilter {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.depthMax else { throw Self.fault("Conditions nest at most \(Self.depthMax) deep.") }
    if take(word: "NOT") { return .not(try condition()) }
    if take(symbol: "(") {
      let inner = try alternatives()
      guard take(symbol: ")") else { throw Self.fault("Expected ) after the condition.") }
      return inner
    }
    let attribute = try value("an attribute")
    for comparison in ["=", "!=", ">=", "<=", ">", "<"] where take(symbol: comparison) {
      return try compare(attribute, comparison, try value("a value"))
    }
    if take(word: "IN") { return try anyOf(attribute) }
    if take(word: "NOT"), take(word: "IN") { return .not(try anyOf(attribute)) }
    throw Self.fault("Expected = != < <= > >= or IN after \(attribute).")
  }

  private mutating func value(_ what: String) throws(AppError) -> String {
    guard let token = peek, let text = token.text else { throw Self.fault("Expected \(what), not \(peek.map(Self.describe) ?? "the end").") }
    position += 1
    return text
  }

  private mutating func anyOf(_ attribute: String) throws(AppError) -> SearchFilter {
    guard take(symbol: "[") else { throw Self.fault("Expected [ after IN.") }
    var parts: [SearchFilter] = []
    while !take(symbol: "]") {
      if !parts.isEmpty, !take(symbol: ",") { throw Self.fault("Expected , or ] in the list.") }
      parts.append(try compare(attribute, "=", try value("a value")))
    }
    return .or(parts)
  }

  private func compare(_ attribute: String, _ comparison: String, _ text: String) throws(AppError) -> SearchFilter {
    if attribute == "created_at" { return try compareTime(comparison, text) }
    let equal: SearchFilter
    switch attribute {
    case "category_id": equal = .category([try Self.id(text)])
    case "thread_id": equal = .thread(try Self.id(text))
    case "author": equal = .author([text])
    case "tags": equal = .tag([text.lowercased()])
    case "kind":
      guard let kind = SearchDocument.Kind(rawValue: text) else { throw Self.fault("kind is post or comment, not \(text).") }
      equal = .kind(kind)
    default: throw Self.fault("There is no attribute \(attribute): use category_id, thread_id, author, tags, kind or created_at.")
    }
    switch comparison {
    case "=": return equal
    case "!=": return .not(equal)
    default: throw Self.fault("\(attribute) can be compared by = != and IN only.")
    }
  }

  private func compareTime(_ comparison: String, _ text: String) throws(AppError) -> SearchFilter {
    guard let time = Timestamp(text) else { throw Self.fault("\(text) is not a time as RFC 3339 writes it.") }
    let next = Timestamp(milliseconds: time.milliseconds + 1)
    switch comparison {
    case ">=": return .created(from: time, before: nil)
    case ">": return .created(from: next, before: nil)
    case "<": return .created(from: nil, before: time)
    case "<=": return .created(from: nil, before: next)
    case "=": return .created(from: time, before: next)
    default: return .not(.created(from: time, before: next))
    }
  }

  private static func id(_ text: String) throws(AppError) -> RawID {
    guard let id = RawID(text) else { throw fault("\(text) is not an id.") }
    return id
  }

  private static func tokenize(_ text: String) throws(AppError) -> [Token] {
    var tokens: [Token] = []
    var rest = Substring(text)
    while let first = rest.first {
      if first.isWhitespace {
        rest.removeFirst()
      } else if first == "\"" || first == "'" {
        guard let end = rest.dropFirst().firstIndex(of: first) else { throw fault("A quote is not closed.") }
        tokens.append(.quoted(String(rest[rest.index(after: rest.startIndex)..<end])))
        rest = rest[rest.index(after: end)...]
      } else if let symbol = ["!=", ">=", "<=", "=", ">", "<", "(", ")", "[", "]", ","].first(where: { rest.hasPrefix($0) }) {
        tokens.append(.symbol(symbol))
        rest = rest.dropFirst(symbol.count)
      } else {
        let word = rest.prefix { !$0.isWhitespace && !"!=<>()[],\"'".contains($0) }
        guard !word.isEmpty else { throw fault("Unexpected \(first).") }
        tokens.append(.word(String(word)))
        rest = rest.dropFirst(word.count)
      }
    }
    return tokens
  }

  private static func describe(_ token: Token) -> String {
    switch token {
    case .word(let text), .symbol(let text): text
    case .quoted(let text): "\"\(text)\""
    }
  }

  private static func fault(_ detail: String) -> AppError { AppError.validation([Fault("?filter", "malformed", detail)]) }
}
