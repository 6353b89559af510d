/// How a field or an argument names its type: `[Post!]!`.
indirect enum TypeReference: Sendable, Hashable, CustomStringConvertible {
  case named(String)
  case list(TypeReference)
  case nonNull(TypeReference)

  var description: String {
    switch self {
    case .named(let name): name
    case .list(let inner): "[\(inner)]"
    case .nonNull(let inner): "\(inner)!"
    }
  }

  /// The name inside all brackets.
  var name: String {
    switch self {
    case .named(let name): name
    case .list(let inner), .nonNull(let inner): inner.name
    }
  }

  var isNonNull: Bool { if case .nonNull = self { true } else { false } }

  /// The same type, null allowed.
  var nullable: TypeReference { if case .nonNull(let inner) = self { inner } else { self } }
}
