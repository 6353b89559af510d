/// One rule of `rankingRules`; each decides only what the ones before it leave open.
enum RankingRule: Equatable {
  case words, typo, proximity, attribute, sort, exactness
  /// `attributeRank` and `wordPosition` of newer servers: the two halves of `attribute`.
  case attributeRank, wordPosition
  case ascending(String)
  case descending(String)

  static let standard = ["words", "typo", "proximity", "attribute", "sort", "exactness"]

  init?(_ text: String) {
    switch text {
    case "words": self = .words
    case "typo": self = .typo
    case "proximity": self = .proximity
    case "attribute": self = .attribute
    case "attributeRank": self = .attributeRank
    case "wordPosition": self = .wordPosition
    case "sort": self = .sort
    case "exactness": self = .exactness
    default:
      if text.hasSuffix(":asc") {
        self = .ascending(String(text.dropLast(4)))
      } else if text.hasSuffix(":desc") {
        self = .descending(String(text.dropLast(5)))
      } else {
        return nil
      }
    }
  }

  var looksAtWords: Bool {
    switch self {
    case .sort, .ascending, .descending: false
    default: true
    }
  }

  @Sendable static func complaint(_ rules: FacadeJSON) -> String? {
    guard let wrong = rules.texts?.first(where: { RankingRule($0) == nil }) else { return nil }
    let known = "words, typo, sort, proximity, attribute, exactness and custom ranking rules"
    return "`\(wrong)` ranking rule is invalid. Valid ranking rules are \(known)."
  }
}
